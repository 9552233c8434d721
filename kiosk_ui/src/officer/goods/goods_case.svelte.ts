/** The goods of one member at the station: quota, what was declared today, what is declared now. */
import type { Answer } from '../../lib/api.ts';
import type { PeekAnswer } from '../../lib/contract.ts';
import type {
  AssessmentAnswer,
  DeclarationAnswer,
  DeclarationsAnswer,
  DeclaredLine,
  OverrideReason,
  PolicyAnswer,
  QuotaAnswer,
  ReceivedAnswer,
} from '../../lib/contract_goods.ts';
import { faultsOf } from '../../lib/field_faults.ts';
import type { FieldFault, ProblemCode } from '../../lib/problems.ts';
import { ask } from '../session.svelte.ts';

export type WithdrawReason = 'mistake' | 'left' | 'other';
export interface Second {
  officer: string;
  pin: string;
}
type Ask = Pick<typeof ask, 'get' | 'post'>;

const TRANSFER = /^\s*TM1/i;
const DECLARATIONS = '/v1/declarations';

export class GoodsCase {
  member = $state<number | null>(null);
  policy = $state.raw<PolicyAnswer | null>(null);
  quota = $state.raw<QuotaAnswer | null>(null);
  /** Of the member, or the day's newest of everybody while nobody is chosen. */
  found = $state.raw<DeclarationsAnswer | null>(null);
  lines = $state.raw<DeclaredLine[]>([]);
  assessment = $state.raw<AssessmentAnswer | null>(null);
  busy = $state(false);
  fault = $state<ProblemCode | null>(null);
  /** Which fields of what was sent are wrong, where the site named them. */
  refused = $state.raw<FieldFault[]>([]);
  /** What was just done, told beside the list. */
  done = $state<'filed' | 'pending' | 'withdrawn' | 'overridden' | 'credited' | null>(null);

  constructor(private readonly line: Ask = ask) {}

  /** Everything of this member; with null, the newest declarations of the day. */
  async open(member: number | null): Promise<void> {
    if (member !== this.member) this.forget();
    this.member = member;
    this.done = null;
    await this.look();
  }

  /** A card opens its member, a transfer's code is taken in. */
  async scan(text: string): Promise<void> {
    if (TRANSFER.test(text)) return this.receive(text);
    const body = { scan: text, direction: 'out' };
    const answer = await this.do(this.line.post<PeekAnswer>('/v1/check-ins/peek', body));
    const member = answer?.member?.member;
    if (member !== undefined) await this.open(member);
    else if (answer) this.fault = 'unreadable';
  }

  async receive(text: string): Promise<void> {
    const asking = this.line.post<ReceivedAnswer>('/v1/transfers/receive', { scan: text });
    const answer = await this.do(asking);
    if (!answer) return;
    await this.open(answer.member);
    this.done = 'credited';
  }

  /** Judge the lines with one more, or without the one at a place; null where the site refuses. */
  async draft(lines: DeclaredLine[]): Promise<boolean> {
    if (lines.length === 0) {
      this.dropDraft();
      return true;
    }
    const body = { member: this.member, lines };
    const answer = await this.do(this.line.post<AssessmentAnswer>(`${DECLARATIONS}/assess`, body));
    if (!answer) return false;
    this.lines = lines;
    this.assessment = answer;
    return true;
  }

  /** The member stands here and says yes to every line; the officer is their witness. */
  async file(excess: 'dutiable' | 'leave'): Promise<void> {
    const body = {
      member: this.member,
      lines: this.lines,
      confirmed: this.lines.map((_, at) => at),
      presence: 'officer_attested',
      excess,
    };
    const answer = await this.act(this.line.post<DeclarationAnswer>(DECLARATIONS, body));
    if (!answer) return;
    this.dropDraft();
    this.done = answer.state === 'pending' ? 'pending' : 'filed';
  }

  async complete(reference: string, excess: 'dutiable' | 'leave'): Promise<void> {
    const body = { presence: 'officer_attested', excess };
    if (await this.of(reference, 'complete', body)) this.done = 'filed';
  }

  async withdraw(reference: string, reason: WithdrawReason): Promise<void> {
    if (await this.of(reference, 'withdraw', { reason })) this.done = 'withdrawn';
  }

  async override(reference: string, reason: OverrideReason, second?: Second): Promise<void> {
    const body = second ? { reason, second } : { reason };
    if (await this.of(reference, 'override', body)) this.done = 'overridden';
  }

  forget(): void {
    this.dropDraft();
    this.member = null;
    this.quota = null;
    this.found = null;
    this.done = null;
    this.fault = null;
    this.refused = [];
  }

  private of(reference: string, verb: string, body: unknown): Promise<DeclarationAnswer | null> {
    const path = `${DECLARATIONS}/${encodeURIComponent(reference)}/${verb}`;
    return this.act(this.line.post<DeclarationAnswer>(path, body));
  }

  /** An act changes what is left and what the list says, whether or not it was refused. */
  private async act<T>(question: Promise<Answer<T>>): Promise<T | null> {
    this.done = null;
    const answer = await this.do(question);
    const { fault, refused } = this;
    await this.look();
    this.fault = fault;
    this.refused = refused;
    return answer;
  }

  private async look(): Promise<void> {
    const { member } = this;
    const whose = member === null ? '' : `?member=${member}`;
    this.policy ??= await this.do(this.line.get<PolicyAnswer>('/v1/policy'));
    const found = await this.do(this.line.get<DeclarationsAnswer>(DECLARATIONS + whose));
    const quota =
      member === null || !found
        ? null
        : await this.do(this.line.get<QuotaAnswer>(`/v1/members/${member}/quota`));
    if (member !== this.member) return;
    this.found = found;
    this.quota = quota;
  }

  private async do<T>(question: Promise<Answer<T>>): Promise<T | null> {
    this.busy = true;
    const answer = await question;
    this.busy = false;
    this.fault = answer.ok ? null : answer.problem.code;
    this.refused = answer.ok ? [] : faultsOf(answer.problem);
    return answer.ok ? answer.value : null;
  }

  private dropDraft(): void {
    this.lines = [];
    this.assessment = null;
  }
}

export const goodsCase = new GoodsCase();
