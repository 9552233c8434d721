/** A pass at the counter: its verdict, what the officer compared and did; the next scan pre-empts. */
import type { Answer } from '../../lib/api.ts';
import type { Lane } from '../../lib/contract.ts';
import type { DeclarationAnswer, DeclaredLine } from '../../lib/contract_goods.ts';
import type {
  GoodsLine,
  InspectionAnswer,
  PassGoodsAnswer,
  RedeemedAnswer,
  ReturnedAnswer,
  Said,
  VerdictAnswer,
  VoidedAnswer,
} from '../../lib/contract_pass.ts';
import type { Problem } from '../../lib/problems.ts';
import { DEAF_MS } from '../case.svelte.ts';
import { ask } from '../session.svelte.ts';

export type Compared = 'matches' | 'mismatch' | 'seal_broken';

/** What is seen at the counter. Only `verdict` and `inspect` wait for the officer. */
export type PassStep =
  | { at: 'nothing' }
  | { at: 'asking' }
  | { at: 'verdict'; verdict: VerdictAnswer }
  | { at: 'inspect'; verdict: VerdictAnswer }
  | { at: 'fault'; problem: Problem }
  | { at: 'done'; done: RedeemedAnswer; annulled: boolean; admitted: boolean }
  | { at: 'voided'; voided: VoidedAnswer }
  | { at: 'returned'; returned: ReturnedAnswer };

const PASS = 'TG1';
const VOID = 'TV1';
const LIST = 'TL1';
type Ask = Pick<typeof ask, 'post'>;
const NO_PASS = 'list_without_pass';

/** Whether a scan is of this kind, or of a card or receipt. */
export function isOfPasses(text: string): boolean {
  return [PASS, VOID, LIST].some((each) => text.startsWith(each));
}

/** The list of goods beside a pass: it belongs to the pass that is at the counter. */
export function isListOfGoods(text: string): boolean {
  return text.startsWith(LIST);
}

/** How the list of a pass's goods came: read as a second code, or keyed in from paper. */
type Shown = { manifest: string } | { lines: DeclaredLine[] };

export class PassCase {
  step = $state.raw<PassStep>({ at: 'nothing' });
  busy = $state(false);
  /** Why the last act did not happen, while its verdict is still shown. */
  remark = $state.raw<Problem | null>(null);
  /** What an inspection here came to, if it did not clear the bearer. */
  inspected = $state.raw<InspectionAnswer | null>(null);
  /** The goods that the pass names, once their list was shown and is the very one. */
  goods = $state.raw<GoodsLine[] | null>(null);
  /** What the goods were declared by here, just now. */
  declared = $state.raw<DeclarationAnswer | null>(null);
  /** An act whose answer came after the next scan: told, so that no failure is lost. */
  missed = $state.raw<Problem | null>(null);
  /** Told of every scan, before its answer. */
  onbegin: () => void = () => {};
  /** Told when the counter is free again. */
  onend: () => void = () => {};
  private text = '';
  private shown: Shown | null = null;
  /** What the officer saw, once something did not match: an inspection settles that very thing. */
  private compared: Compared = 'matches';
  private life = 0;
  private shownAt = -Infinity;

  constructor(
    private readonly line: Ask = ask,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async scan(text: string): Promise<void> {
    this.onbegin();
    this.clear();
    this.text = text;
    this.step = { at: 'asking' };
    if (text.startsWith(VOID)) await this.takeVoid();
    else await this.peek();
  }

  /** A pass by its ten characters, where no reader reads its picture; this place holds its text. */
  async lookUp(code: string): Promise<void> {
    this.onbegin();
    this.clear();
    this.step = { at: 'asking' };
    type Found = { scan: string; verdict: VerdictAnswer };
    const answer = await this.ask<Found>('/v1/passes/look-up', { code });
    if (!answer) return;
    if (!answer.ok) this.step = { at: 'fault', problem: answer.problem };
    else {
      this.text = answer.value.scan;
      this.show(answer.value.verdict);
    }
  }

  /** Judged again: after an inspection, or once the officer's PIN is fresh. */
  async peek(): Promise<void> {
    const body = { scan: this.text, ...this.manifest };
    const answer = await this.ask<VerdictAnswer>('/v1/passes/peek', body);
    if (!answer) return;
    if (answer.ok) this.show(answer.value);
    else this.step = { at: 'fault', problem: answer.problem };
  }

  /** The officer has compared the bearer. Answers `false` while the verdict is too young to read. */
  async redeem(compared: Compared, seals: string[] | null = null): Promise<boolean> {
    const { step } = this;
    if (step.at !== 'verdict' || this.busy || this.isDeaf()) return false;
    if (compared !== 'matches') this.compared = compared;
    // Who waits among the persons could not declare the goods that came with the pass.
    const lane: Lane = step.verdict.goods ? 'goods' : 'person';
    const body = { scan: this.text, compared: this.compared, lane, seals, ...this.manifest };
    const answer = await this.ask<RedeemedAnswer>('/v1/passes/redeem', body);
    if (answer?.ok) this.finish(answer.value);
    else if (answer) this.refuse(answer.problem);
    return true;
  }

  /** The list beside the pass was read; without a pass at the counter it says nothing. */
  async readList(manifest: string): Promise<void> {
    if (this.step.at === 'verdict' || this.step.at === 'done') await this.showGoods({ manifest });
    else if (this.step.at !== 'asking') {
      this.onbegin();
      this.clear();
      this.step = { at: 'fault', problem: { code: 'unexpected', said: NO_PASS, status: 0 } };
    }
  }

  /** The same keyed in from paper, in its order. */
  async keyedIn(lines: DeclaredLine[]): Promise<boolean> {
    return this.showGoods({ lines });
  }

  /** Filed here from the inspected list; the member says yes to every line of it. */
  async declare(excess: 'dutiable' | 'leave'): Promise<void> {
    if (!this.goods || !this.shown || this.busy) return;
    const confirmed = this.goods.map((_, at) => at);
    const body = { scan: this.text, ...this.shown, confirmed, excess };
    const said = { ...body, presence: 'officer_attested' };
    const answer = await this.ask<DeclarationAnswer>('/v1/passes/declare', said);
    if (answer?.ok) this.declared = answer.value;
    else if (answer) this.remark = answer.problem;
  }

  /** Asked for by a draw or a referral: the form in which the officer says what was found. */
  beginInspection(): void {
    if (this.step.at === 'verdict') this.step = { at: 'inspect', verdict: this.step.verdict };
  }

  endInspection(): void {
    if (this.step.at === 'inspect') this.show(this.step.verdict);
  }

  async inspect(said: Said): Promise<void> {
    const doubt = this.compared === 'matches' ? {} : { compared: this.compared };
    const body = { ...said, ...doubt, scan: this.text };
    const answer = await this.ask<InspectionAnswer>('/v1/passes/inspect', body);
    if (!answer) return;
    if (!answer.ok) this.refuse(answer.problem);
    else {
      this.inspected = answer.value.result === 'cleared' ? null : answer.value;
      await this.peek();
    }
  }

  async void(reason: string): Promise<Problem | null> {
    const body = { scans: [this.text], reason };
    const answer = await this.ask<VoidedAnswer>('/v1/passes/void', body);
    if (answer?.ok) this.step = { at: 'voided', voided: answer.value };
    return answer && !answer.ok ? answer.problem : null;
  }

  /** The bearer did not go through after all; the pass stays used up. */
  async annul(reason: string): Promise<Problem | null> {
    const { step } = this;
    if (step.at !== 'done') return null;
    const path = `/v1/passes/${step.done.verdict.said?.reference ?? ''}/redemption/annul`;
    const answer = await this.ask<unknown>(path, { reason });
    if (answer?.ok) this.step = { ...step, annulled: true };
    return answer && !answer.ok ? answer.problem : null;
  }

  /** The one entry that an annulled redemption leaves to the officer. */
  async admitAgain(): Promise<void> {
    const { step } = this;
    if (step.at !== 'done') return;
    const path = `/v1/passes/${step.done.verdict.said?.reference ?? ''}/admit`;
    const answer = await this.ask<unknown>(path, {});
    if (answer?.ok) this.step = { ...step, admitted: true };
    else if (answer) this.remark = answer.problem;
  }

  dismiss(): void {
    this.clear();
    this.step = { at: 'nothing' };
    this.onend();
  }

  /** Another scan is at the counter, or nobody is: nothing of this pass stays. */
  forget(): void {
    this.clear();
    this.step = { at: 'nothing' };
  }

  private async showGoods(shown: Shown): Promise<boolean> {
    const body = { scan: this.text, ...shown };
    const answer = await this.ask<PassGoodsAnswer>('/v1/passes/goods', body);
    if (answer?.ok) {
      this.shown = shown;
      this.goods = answer.value.lines;
      // Known goods may settle a hit that their list was wanted for.
      if (this.step.at === 'verdict') this.show(answer.value.verdict);
    } else if (answer) this.refuse(answer.problem);
    return answer?.ok ?? false;
  }

  private get manifest(): { manifest?: string } {
    return this.shown && 'manifest' in this.shown ? this.shown : {};
  }

  private async takeVoid(): Promise<void> {
    const answer = await this.ask<ReturnedAnswer>('/v1/passes/voids', { scan: this.text });
    if (!answer) return;
    if (answer.ok) this.step = { at: 'returned', returned: answer.value };
    else this.step = { at: 'fault', problem: answer.problem };
  }

  private show(verdict: VerdictAnswer): void {
    this.shownAt = this.now();
    this.step = { at: 'verdict', verdict };
  }

  private finish(done: RedeemedAnswer): void {
    this.step = { at: 'done', done, annulled: false, admitted: false };
  }

  /** What held at the peek holds no more: the refusal becomes the verdict. */
  private refuse(problem: Problem): void {
    if (problem.verdict?.code === 'referred_seal') this.compared = 'seal_broken';
    if (problem.verdict && this.step.at !== 'done') this.show(problem.verdict);
    else this.remark = problem;
  }

  /** Null when another scan came while the site thought. */
  private async ask<T>(path: string, body: unknown): Promise<Answer<T> | null> {
    const life = this.life;
    this.busy = true;
    this.remark = null;
    const answer = await this.line.post<T>(path, body);
    if (life === this.life) {
      this.busy = false;
      return answer;
    }
    if (!answer.ok) this.missed = answer.problem;
    return null;
  }

  private clear(): void {
    this.life += 1;
    this.busy = false;
    this.remark = null;
    this.inspected = null;
    this.compared = 'matches';
    this.shown = null;
    this.goods = null;
    this.declared = null;
  }

  private isDeaf(): boolean {
    return this.now() - this.shownAt < DEAF_MS;
  }
}
