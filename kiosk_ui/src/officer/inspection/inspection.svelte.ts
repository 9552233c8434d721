/** O3: one member's inspection, from the first check to the pass in hand; its draft is kept. */
import type { Answer } from '../../lib/api.ts';
import type { Member } from '../../lib/contract.ts';
import type { HitAnswer } from '../../lib/contract_hits.ts';
import type {
  CaseAnswer,
  DestinationAnswer,
  DraftAnswer,
  HandOverAnswer,
  InspectionAnswer,
  IssuedAnswer,
} from '../../lib/contract_pass.ts';
import type { QuotaAnswer, QuotaPart } from '../../lib/contract_goods.ts';
import type { Problem } from '../../lib/problems.ts';
import { policy } from '../policy.svelte.ts';
import { ask } from '../session.svelte.ts';
import { SaidSoFar } from './said.svelte.ts';

/** Whoever is inspected: by number, and by mask and group where the desk has them already. */
export type Subject = Pick<Member, 'member'> & Partial<Member>;

/** A draft goes to the site once the officer has not touched it for this long. */
export const DRAFT_AFTER_MS = 700;
type Ask = Pick<typeof ask, 'get' | 'post'>;

export class Inspecting {
  subject = $state.raw<Subject | null>(null);
  readonly said = new SaidSoFar();
  /** What the site knew of the member before the inspection began. */
  known = $state.raw<CaseAnswer | null>(null);
  /** The risk hits on the case, those included that only goods or plate brought up. */
  hits = $state.raw<HitAnswer[]>([]);
  /** True once it is known what there is to inspect: before, nothing can be said. */
  isReady = $state(false);
  inspection = $state.raw<InspectionAnswer | null>(null);
  pass = $state.raw<HandOverAnswer | null>(null);
  annulled = $state(false);
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** True once what is on the screen is also at the site. */
  isKept = $state(false);
  drafts = $state.raw<DraftAnswer[]>([]);
  today = $state.raw<InspectionAnswer[]>([]);
  /** The passes that went out, to be handed out again. */
  passes = $state.raw<IssuedAnswer[]>([]);
  destinations = $state.raw<DestinationAnswer[]>([]);
  /** Of the member: what may go along. */
  quota = $state.raw<QuotaPart[]>([]);
  to = $state<string | null>(null);
  /** Component number and amount, as the officer wants it to go along. */
  along = $state<Record<number, number>>({});
  private timer: ReturnType<typeof setTimeout> | undefined;
  private life = 0;

  constructor(private readonly line: Ask = ask) {}

  /** What is begun and what was done: shown while nobody is being inspected. */
  async look(): Promise<void> {
    const [drafts, today, passes] = await Promise.all([
      this.line.get<{ items: DraftAnswer[] }>('/v1/inspections/drafts'),
      this.line.get<{ items: InspectionAnswer[] }>('/v1/inspections'),
      this.line.get<{ items: IssuedAnswer[] }>('/v1/passes'),
    ]);
    if (drafts.ok) this.drafts = drafts.value.items;
    if (today.ok) this.today = today.value.items;
    if (passes.ok) this.passes = passes.value.items;
  }

  /** Goes on where this officer had left off with this member, at whatever station. */
  async begin(subject: Subject): Promise<void> {
    this.forget();
    this.subject = subject;
    const life = this.life;
    const path = `/v1/inspections/case?member=${subject.member}`;
    const [answer] = await Promise.all([this.line.get<CaseAnswer>(path), policy.look()]);
    if (life !== this.life) return;
    if (answer.ok) this.know(answer.value);
    else this.problem = answer.problem;
    this.isReady = true;
  }

  /** The officer changed something: kept at the site soon, so that no lock or crash loses it. */
  touched(): void {
    this.isKept = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.keep(), DRAFT_AFTER_MS);
  }

  async keep(): Promise<void> {
    clearTimeout(this.timer);
    if (!this.subject || this.inspection || this.isKept || !this.said.isBegun) return;
    const life = this.life;
    const body = { member: this.subject.member, ...this.said.whole };
    const answer = await this.line.post<DraftAnswer>('/v1/inspections/drafts', body);
    if (life === this.life) this.isKept = answer.ok;
  }

  async record(): Promise<void> {
    if (!this.subject) return;
    clearTimeout(this.timer);
    const body = { member: this.subject.member, ...this.said.whole };
    const made = await this.ask(() => this.line.post<InspectionAnswer>('/v1/inspections', body));
    if (made) await this.take(made);
    else {
      this.hits = withUnread(this.hits, this.problem?.hits);
      await this.keep();
    }
  }

  /** An inspection made earlier today whose pass is still to be issued. */
  async resume(made: InspectionAnswer): Promise<void> {
    this.forget();
    this.subject = { member: made.member };
    await this.take(made);
  }

  /** A pass that went out before: the same text, for whoever lost paper or picture. */
  async again(pass: Pick<IssuedAnswer, 'reference' | 'member'>): Promise<void> {
    this.forget();
    this.subject = { member: pass.member };
    await this.show(pass.reference);
  }

  async issue(): Promise<void> {
    if (!this.inspection || !this.to) return;
    const quota = Object.entries(this.along)
      .map(([component, amount]) => ({ component: Number(component), amount }))
      .filter(({ amount }) => amount > 0);
    const body = { inspection: this.inspection.reference, to_site: this.to, quota };
    const issued = await this.ask(() => this.line.post<IssuedAnswer>('/v1/passes', body));
    if (issued) await this.show(issued.reference);
  }

  /** The pass to hand out, the same each time. */
  async show(reference: string): Promise<void> {
    const path = `/v1/passes/${reference}/hand-over`;
    const handed = await this.ask(() => this.line.get<HandOverAnswer>(path));
    if (!handed) return;
    this.pass = handed;
    this.subject ??= handed.member ?? { member: handed.member_no };
  }

  async annul(reason: string): Promise<Problem | null> {
    const path = `/v1/passes/${this.pass?.reference}/annul`;
    const answer = await this.line.post(path, { reason });
    if (answer.ok) this.annulled = true;
    return answer.ok ? null : answer.problem;
  }

  /** Nothing of any member stays here; what was begun stays at the site. */
  forget(): void {
    this.life += 1;
    clearTimeout(this.timer);
    this.subject = null;
    this.said.fill({});
    this.known = null;
    this.hits = [];
    this.isReady = false;
    this.inspection = null;
    this.pass = null;
    this.annulled = false;
    this.busy = false;
    this.problem = null;
    this.isKept = false;
    this.to = null;
    this.along = {};
    this.quota = [];
  }

  /** What was begun about the member is gone on with; goods declared here are what lies there. */
  private know(known: CaseAnswer): void {
    this.known = known;
    this.hits = known.hits;
    this.subject = known.member;
    const { declarations, draft } = known;
    this.said.fill(draft ?? {}, { declarations, unitOf });
    this.isKept = draft !== null;
    const [only] = declarations;
    if (only && declarations.length === 1 && this.said.load.isEmpty) {
      this.said.load.take(only, unitOf);
    }
  }

  private async take(made: InspectionAnswer): Promise<void> {
    this.inspection = made;
    if (made.result !== 'cleared') return;
    const life = this.life;
    const [places, quota] = await Promise.all([
      this.line.get<{ items: DestinationAnswer[] }>('/v1/passes/destinations'),
      this.line.get<QuotaAnswer>(`/v1/members/${made.member}/quota`),
    ]);
    if (life !== this.life) return;
    if (places.ok) this.destinations = places.value.items;
    else this.problem = places.problem;
    this.quota = quota.ok ? quota.value.parts.filter((each) => each.left > 0) : [];
    const open = this.destinations.filter(takesPasses);
    if (open.length === 1) this.to = open[0]!.site;
  }

  private async ask<T>(question: () => Promise<Answer<T>>): Promise<T | null> {
    if (this.busy) return null;
    const life = this.life;
    this.busy = true;
    this.problem = null;
    const answer = await question();
    if (life !== this.life) return null;
    this.busy = false;
    if (!answer.ok) this.problem = answer.problem;
    return answer.ok ? answer.value : null;
  }
}

/** Some hits come up only with the goods or the plate: they are read like the others. */
export function withUnread(hits: HitAnswer[], unread: HitAnswer[] = []): HitAnswer[] {
  const known = new Set(hits.map((each) => each.reference));
  return [...hits, ...unread.filter((each) => !known.has(each.reference))];
}

function unitOf(goods: string): 'gram' | 'piece' {
  return policy.answer?.catalogue.find((each) => each.code === goods)?.unit ?? 'gram';
}

export function takesPasses(to: DestinationAnswer): boolean {
  return to.state === 'open' || to.state === 'restricted';
}

export const inspecting = new Inspecting();
