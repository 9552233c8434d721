/** What a member is about to declare: the draft is this page's alone until the site records it. */
import { api, type Answer } from '../../lib/api.ts';
import type {
  AssessedLine,
  AssessmentAnswer,
  DeclarationAnswer,
  DeclaredLine,
  Goods,
  PolicyAnswer,
  QuotaAnswer,
} from '../../lib/contract_goods.ts';
import type { CheckInAnswer } from '../../lib/contract.ts';
import { faultsOf } from '../../lib/field_faults.ts';
import type { FieldFault, ProblemCode } from '../../lib/problems.ts';
import { terminal } from '../../lib/terminal.svelte.ts';
import { middlePrice, worthOf } from './amounts.ts';
import { allowedOrigins } from './catalogue.ts';
import { fitsOf, sentenceOf } from './sentences.ts';

/** Where the member stands between "this is me" and the last screen. */
export type Screen =
  | 'today'
  | 'catalogue'
  | 'origin'
  | 'amount'
  | 'told'
  | 'check'
  | 'totals'
  | 'filed';

/** Whose goods, under which policy, and what was left when the member came. */
export interface Coming {
  entry: CheckInAnswer;
  presence: 'card_at_kiosk' | 'number_at_kiosk';
  policy: PolicyAnswer;
  quota: QuotaAnswer;
  /** What the member declared before: today, and what lapsed in the last days. */
  declarations: DeclarationAnswer[];
}

/** One kind of goods: so many grams or pieces, at fen for a kilogram or a piece. */
export interface DraftLine {
  goods: Goods;
  origin: string;
  amount: number;
  priceFen: number;
}

export type Remark = ProblemCode | 'withdrawn' | 'full';

const MOST_LINES = 20;

export class Draft {
  screen = $state<Screen>('today');
  page = $state(0);
  lines = $state.raw<DraftLine[]>([]);
  /** The line at hand: its place, or that behind the last one for a new kind of goods. */
  at = $state(0);
  chosen = $state.raw<{ goods: Goods; origin: string } | null>(null);
  assessment = $state.raw<AssessmentAnswer | null>(null);
  ticked = $state.raw<number[]>([]);
  remark = $state<Remark | null>(null);
  /** Which fields the site refused, where it named them. */
  refused = $state.raw<FieldFault[]>([]);
  declaration = $state.raw<DeclarationAnswer | null>(null);
  quota = $state.raw<QuotaAnswer>(null!);
  busy = $state(false);
  /** After a fault while recording nobody knows whether it is on record: an officer looks. */
  stopped = $state<ProblemCode | null>(null);

  constructor(readonly coming: Coming) {
    this.quota = coming.quota;
  }

  get policy(): PolicyAnswer {
    return this.coming.policy;
  }

  get isChecked(): boolean {
    return this.lines.length > 0 && this.ticked.length === this.lines.length;
  }

  /** What waits for quota, until its day ends. */
  get waiting(): DeclarationAnswer | null {
    return this.coming.declarations.find((each) => each.state === 'pending') ?? null;
  }

  /** What waited on an earlier day and was never filed. */
  get lapsed(): DeclarationAnswer | null {
    return this.coming.declarations.find((each) => each.state === 'lapsed') ?? null;
  }

  judged(at: number): AssessedLine | null {
    return this.assessment?.lines[at] ?? null;
  }

  show(screen: Screen): void {
    this.remark = null;
    this.refused = [];
    this.screen = screen;
  }

  /** A picture was touched: where it may come from is asked only if there is a choice. */
  choose(goods: Goods): void {
    if (this.lines.length >= MOST_LINES) {
      this.remark = 'full';
      return;
    }
    const origins = allowedOrigins(goods);
    this.at = this.lines.length;
    this.chosen = { goods, origin: origins[0]! };
    this.show(origins.length > 1 ? 'origin' : 'amount');
  }

  from(origin: string): void {
    if (this.chosen) this.chosen = { ...this.chosen, origin };
    this.show('amount');
  }

  change(at: number): void {
    const { goods, origin } = this.lines[at]!;
    this.at = at;
    this.chosen = { goods, origin };
    this.show('amount');
  }

  /** What the keypad begins with: the line as it was, or nothing at the usual price. */
  get entered(): { amount: number; priceFen: number } {
    const line = this.lines[this.at];
    return line ?? { amount: 0, priceFen: this.chosen ? middlePrice(this.chosen.goods) : 0 };
  }

  /** Put the line at hand into the draft and let the site judge it. */
  async put(amount: number, priceFen: number): Promise<void> {
    if (!this.chosen || this.busy) return;
    const line: DraftLine = { ...this.chosen, amount, priceFen };
    const lines = [...this.lines];
    lines[this.at] = line;
    if (!(await this.assess(lines))) return;
    this.ticked = this.ticked.filter((each) => each !== this.at);
    const judged = this.judged(this.at);
    const isPlain = !judged || sentenceOf(judged, line.goods, this.policy) === null;
    this.show(isPlain ? 'catalogue' : 'told');
  }

  async takeOff(at: number): Promise<void> {
    const lines = this.lines.filter((_, place) => place !== at);
    if (!(await this.assess(lines))) return;
    this.ticked = this.ticked
      .filter((each) => each !== at)
      .map((each) => (each > at ? each - 1 : each));
    this.show('catalogue');
  }

  tick(at: number): void {
    const others = this.ticked.filter((each) => each !== at);
    this.ticked = others.length < this.ticked.length ? others : [...others, at];
  }

  /** Nothing above the quota: each line as far as it fits. Changed lines are checked again. */
  async leaveTheRest(): Promise<void> {
    const fitting = this.lines.map((line, at) => {
      const judged = this.judged(at);
      return judged ? { ...line, amount: fitsOf(judged, line.goods, line.priceFen) } : line;
    });
    const changed = fitting.map((line, at) => line.amount !== this.lines[at]!.amount);
    const kept = fitting.map((_, at) => at).filter((at) => fitting[at]!.amount > 0);
    if (!(await this.assess(kept.map((at) => fitting[at]!)))) return;
    this.ticked = kept.flatMap((at, place) => (changed[at] ? [] : [place]));
    this.show(kept.length > 0 ? 'check' : 'catalogue');
  }

  /** The member has confirmed every line; only now anything is recorded. */
  async file(excess: 'dutiable' | 'leave'): Promise<void> {
    if (!this.isChecked || this.busy) return;
    const body = {
      member: this.coming.entry.member.member,
      lines: this.lines.map(declared),
      confirmed: [...this.ticked].sort((one, other) => one - other),
      presence: this.coming.presence,
      excess,
    };
    const answer = await this.ask(api.post<DeclarationAnswer>('/v1/declarations', body));
    if (!answer.ok) {
      this.stopped = answer.problem.code;
      return;
    }
    this.declaration = answer.value;
    await this.askWhatIsLeft();
    this.show('filed');
  }

  /** Quota has come: what waits is filed as it was confirmed, if all of it is duty-free now. */
  async fileWaiting(): Promise<void> {
    if (!this.waiting || this.busy) return;
    const path = `/v1/declarations/${this.waiting.reference}/complete`;
    const body = { presence: this.coming.presence, excess: 'leave' };
    const answer = await this.ask(api.post<DeclarationAnswer>(path, body));
    if (!answer.ok) {
      this.remark = answer.problem.code;
      return;
    }
    this.declaration = answer.value;
    await this.askWhatIsLeft();
    this.show('filed');
  }

  /**
   * "That was wrong": back to the pictures with the same lines, none of them on record. What has
   * spent quota an officer takes back, who sees that the goods have not gone through.
   */
  async withdraw(): Promise<void> {
    if (!this.declaration || this.busy) return;
    const path = `/v1/declarations/${this.declaration.reference}/withdraw`;
    const answer = await this.ask(api.post<DeclarationAnswer>(path, { reason: 'mistake' }));
    if (!answer.ok) {
      this.remark = answer.problem.code;
      return;
    }
    this.ticked = [];
    await this.askWhatIsLeft();
    await this.assess(this.lines);
    this.show('catalogue');
    this.declaration = null;
    this.remark = 'withdrawn';
  }

  /** The site's judgement of these lines becomes the draft's; false where it gives none. */
  private async assess(lines: DraftLine[]): Promise<boolean> {
    if (lines.length === 0) {
      this.lines = [];
      this.assessment = null;
      return true;
    }
    const body = { member: this.coming.entry.member.member, lines: lines.map(declared) };
    const answer = await this.ask(api.post<AssessmentAnswer>('/v1/declarations/assess', body));
    if (answer.ok) {
      this.lines = lines;
      this.assessment = answer.value;
    } else this.remark = answer.problem.code;
    return answer.ok;
  }

  private async askWhatIsLeft(): Promise<void> {
    const { member } = this.coming.entry.member;
    const answer = await this.ask(api.get<QuotaAnswer>(`/v1/members/${member}/quota`));
    if (answer.ok) this.quota = answer.value;
  }

  private async ask<T>(question: Promise<Answer<T>>): Promise<Answer<T>> {
    this.busy = true;
    const answer = await question;
    this.busy = false;
    this.refused = answer.ok ? [] : faultsOf(answer.problem);
    if (!answer.ok && answer.problem.code === 'terminal_not_paired') terminal.lose();
    return answer;
  }
}

function declared({ goods, origin, amount, priceFen }: DraftLine): DeclaredLine {
  return { goods: goods.code, origin, amount, value_fen: worthOf(amount, priceFen, goods.unit) };
}
