/** The case at the counter: one scan, its verdict, what the officer did; the next one pre-empts. */
import type { Answer } from '../lib/api.ts';
import type {
  CheckInAnswer,
  Direction,
  Identity,
  Lane,
  Member,
  MemberAnswer,
  PeekAnswer,
} from '../lib/contract.ts';
import type { Problem, ProblemCode } from '../lib/problems.ts';
import { ask } from './session.svelte.ts';
import { judgementOf, type Judgement } from './verdicts.ts';

/** What is seen at the counter. Only `verdict` waits for the officer. */
export type Step =
  | { at: 'nothing' }
  | { at: 'asking' }
  | { at: 'verdict'; identity: Identity; peek: PeekAnswer }
  | { at: 'fault'; code: ProblemCode; seconds: number }
  | { at: 'done'; entry: CheckInAnswer };

/** An act whose answer came after the next scan: told, so that no failure is lost. */
export interface Missed {
  member: Member | null;
  code: ProblemCode;
}

/** A person whom the officer looks at longer than this is looked up; each look-up is recorded. */
export const LOOK_UP_AFTER_MS = 900;
/** An Enter meant for the last verdict must not act on one that came in that very moment. */
export const DEAF_MS = 250;

type Ask = Pick<typeof ask, 'get' | 'post'>;

export class Case {
  step = $state.raw<Step>({ at: 'nothing' });
  /** Which way the next scan goes. */
  direction = $state<Direction>('in');
  busy = $state(false);
  /** Why the last act did not happen, while its verdict is still shown. */
  remark = $state<ProblemCode | null>(null);
  missed = $state.raw<Missed | null>(null);
  /** Papers and records of the member, once looked up. */
  file = $state.raw<MemberAnswer | null>(null);
  fileProblem = $state<ProblemCode | null>(null);
  /** Told of every scan and number, before its answer. */
  onbegin: () => void = () => {};
  /** Told when the counter is free again. */
  onend: () => void = () => {};
  private life = 0;
  private shownAt = -Infinity;
  private fileTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly line: Ask = ask,
    private readonly now: () => number = () => performance.now(),
  ) {}

  scan(text: string): Promise<void> {
    return this.look({ scan: text });
  }

  typed(member: number): Promise<void> {
    return this.look({ member });
  }

  /** A number names somebody and proves nothing: the officer then says to have seen the person. */
  get needsAttest(): boolean {
    return this.step.at === 'verdict' && !isCard(this.step.identity);
  }

  /** Records the entry or exit. Answers `false` while the verdict is too young to be read. */
  async record(direction: Direction, lane: Lane | null): Promise<boolean> {
    if (this.step.at !== 'verdict' || this.busy || this.isDeaf()) return false;
    const { identity, peek } = this.step;
    const life = this.life;
    this.busy = true;
    const body = lane ? { ...identity, direction, lane } : { ...identity, direction };
    const answer = await this.line.post<CheckInAnswer>('/v1/check-ins', body);
    if (life !== this.life) this.noteMissed(answer, peek.member);
    else this.finish(answer, identity, peek, direction);
    return true;
  }

  /** Back to the free counter. */
  dismiss(): void {
    this.clear();
    this.step = { at: 'nothing' };
    this.onend();
  }

  /** Something else was scanned: this case goes, and nobody is told that the counter is free. */
  drop(): void {
    this.clear();
    this.step = { at: 'nothing' };
  }

  /** Nothing of any person stays. */
  forget(): void {
    this.clear();
    this.step = { at: 'nothing' };
    this.missed = null;
    this.direction = 'in';
  }

  async lookUp(): Promise<void> {
    const member = this.memberShown();
    if (member === null) return;
    clearTimeout(this.fileTimer);
    const life = this.life;
    const answer = await this.line.get<MemberAnswer>(`/v1/members/${member}`);
    if (life !== this.life) return;
    if (answer.ok) this.file = answer.value;
    this.fileProblem = answer.ok ? null : answer.problem.code;
  }

  private async look(identity: Identity): Promise<void> {
    this.onbegin();
    this.clear();
    this.step = { at: 'asking' };
    const life = this.life;
    const body = { ...identity, direction: this.direction };
    const answer = await this.line.post<PeekAnswer>('/v1/check-ins/peek', body);
    if (life !== this.life) return;
    if (answer.ok) this.show(identity, answer.value);
    else this.step = faultOf(answer.problem);
  }

  private show(identity: Identity, peek: PeekAnswer): void {
    this.shownAt = this.now();
    this.step = { at: 'verdict', identity, peek };
    if (!peek.member) return;
    const wait = peek.outcome === 'welcome' ? LOOK_UP_AFTER_MS : 0;
    this.fileTimer = setTimeout(() => void this.lookUp(), wait);
  }

  private finish(
    answer: Answer<CheckInAnswer>,
    identity: Identity,
    peek: PeekAnswer,
    direction: Direction,
  ): void {
    this.busy = false;
    if (answer.ok) {
      clearTimeout(this.fileTimer);
      this.step = { at: 'done', entry: answer.value };
    } else if (answer.problem.status === 409) {
      this.step = { at: 'verdict', identity, peek: refusedNow(answer.problem, peek, direction) };
    } else this.remark = answer.problem.code;
  }

  private noteMissed(answer: Answer<CheckInAnswer>, member: Member | null): void {
    if (!answer.ok) this.missed = { member, code: answer.problem.code };
  }

  private clear(): void {
    this.life += 1;
    this.busy = false;
    this.remark = null;
    this.file = null;
    this.fileProblem = null;
    clearTimeout(this.fileTimer);
  }

  private memberShown(): number | null {
    return this.step.at === 'verdict' ? (this.step.peek.member?.member ?? null) : null;
  }

  private isDeaf(): boolean {
    return this.now() - this.shownAt < DEAF_MS;
  }
}

export function judgementOfPeek({ outcome, direction, inside }: PeekAnswer): Judgement {
  return judgementOf({ outcome, direction, isInside: inside !== null });
}

function isCard(identity: Identity): boolean {
  return 'scan' in identity && identity.scan.startsWith('TC1');
}

function faultOf(problem: Problem): Step {
  return { at: 'fault', code: problem.code, seconds: problem.retryAfterSeconds ?? 0 };
}

/** What held at the peek holds no more: the refusal becomes the verdict. */
function refusedNow(problem: Problem, peek: PeekAnswer, direction: Direction): PeekAnswer {
  return {
    ...peek,
    direction,
    outcome: problem.code,
    member: problem.member ?? peek.member,
    inside: problem.inside ?? null,
  };
}
