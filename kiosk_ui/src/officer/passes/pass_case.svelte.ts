/** A pass at the counter: its verdict, what the officer compared and did; the next scan pre-empts. */
import type { Answer } from '../../lib/api.ts';
import type { Lane } from '../../lib/contract.ts';
import type {
  InspectionAnswer,
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
type Ask = Pick<typeof ask, 'post'>;

/** Whether a scan is of this kind, or of a card or receipt. */
export function isOfPasses(text: string): boolean {
  return text.startsWith(PASS) || text.startsWith(VOID);
}

export class PassCase {
  step = $state.raw<PassStep>({ at: 'nothing' });
  busy = $state(false);
  /** Why the last act did not happen, while its verdict is still shown. */
  remark = $state.raw<Problem | null>(null);
  /** What an inspection here came to, if it did not clear the bearer. */
  inspected = $state.raw<InspectionAnswer | null>(null);
  /** An act whose answer came after the next scan: told, so that no failure is lost. */
  missed = $state.raw<Problem | null>(null);
  /** Told of every scan, before its answer. */
  onbegin: () => void = () => {};
  /** Told when the counter is free again. */
  onend: () => void = () => {};
  private text = '';
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
    const answer = await this.ask<VerdictAnswer>('/v1/passes/peek', { scan: this.text });
    if (!answer) return;
    if (answer.ok) this.show(answer.value);
    else this.step = { at: 'fault', problem: answer.problem };
  }

  /** The officer has compared the bearer. Answers `false` while the verdict is too young to read. */
  async redeem(compared: Compared, lane: Lane = 'person'): Promise<boolean> {
    const { step } = this;
    if (step.at !== 'verdict' || this.busy || this.isDeaf()) return false;
    if (compared !== 'matches') this.compared = compared;
    const body = { scan: this.text, compared: this.compared, lane };
    const answer = await this.ask<RedeemedAnswer>('/v1/passes/redeem', body);
    if (answer?.ok) this.finish(answer.value);
    else if (answer) this.refuse(answer.problem);
    return true;
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
    if (problem.verdict) this.show(problem.verdict);
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
  }

  private isDeaf(): boolean {
    return this.now() - this.shownAt < DEAF_MS;
  }
}
