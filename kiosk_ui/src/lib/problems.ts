/** Every reason for which a site says no, as the contract closes the list. */
import type { Inside, Member } from './contract.ts';
import type { HitAnswer } from './contract_hits.ts';
import type { VerdictAnswer } from './contract_pass.ts';

export const PROBLEM_CODES = [
  'already_annulled',
  'already_inside',
  'already_overridden',
  'already_withdrawn',
  'annul_too_late',
  'archive_damaged',
  'body_too_large',
  'bundle_damaged',
  'bundle_not_genuine',
  'bundle_not_ours',
  'bundle_receiver_unknown',
  'bundle_sender_unknown',
  'bundle_unreadable',
  'busy',
  'card_already_reported',
  'card_not_genuine',
  'card_reported_lost',
  'card_revoked',
  'card_unknown_key',
  'day_already_open',
  'day_goes_back',
  'day_not_a_date',
  'day_not_open',
  'declaration_lapsed',
  'expired',
  'feeds_at_hub',
  'key_missing',
  'key_reused',
  'lines_not_confirmed',
  'minor',
  'no_signing_key',
  'nobody_waiting',
  'not_a_roster',
  'not_allowed',
  'not_checked_in',
  'not_designated',
  'not_found',
  'not_pending',
  'nothing_above_quota',
  'nothing_to_file',
  'officer_number_taken',
  'outside_hours',
  'page_refused',
  'paper_day_wrong',
  'paper_nothing_missing',
  'paper_phase_closed',
  'paper_phase_unknown',
  'paper_range_used',
  'paper_range_wrong',
  'paper_serial_unknown',
  'paper_serial_used',
  'paper_serials_missing',
  'paper_time_ahead',
  'passphrase_too_simple',
  'pin_already_set',
  'pin_not_set',
  'pin_too_simple',
  'presence_insufficient',
  'quota_bad_amount',
  'quota_elsewhere',
  'quota_horizon_passed',
  'quota_not_enough',
  'quota_other_epoch',
  'quota_override_not_allowed',
  'quota_stopped',
  'quota_unknown_component',
  'receipt_no_card',
  'role_not_of_hub',
  'second_officer_needed',
  'see_officer',
  'sign_in_wait',
  'signed_out',
  'site_closed',
  'site_full',
  'site_not_writing',
  'step_up_needed',
  'suspended',
  'terminal_already_revoked',
  'terminal_not_paired',
  'terminal_numbers_used_up',
  'ticket_not_called',
  'too_late',
  'too_many_tries',
  'transfer_already_credited',
  'transfer_not_for_us',
  'transfer_not_genuine',
  'transfer_other_regime',
  'transfer_unknown_sender',
  'transfer_unreadable',
  'unexpected',
  'unit_mismatch',
  'unknown_goods',
  'unknown_member',
  'unknown_reference',
  'unknown_ticket',
  'unreachable',
  'unreadable',
  'validation_failed',
  'wrong_code',
  'wrong_code_or_pin',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** A field of what was sent that is wrong, by its place there (`body.lines.0.amount`), and why. */
export interface FieldFault {
  field: string;
  reason: string;
}

export interface Excess {
  over: number;
  parts: { part: 'quota' | 'seals' | 'plate'; characters: number }[];
}

export interface Problem {
  code: ProblemCode;
  /** The site's own word, for screens that know more words than all screens share. */
  said?: string;
  /** HTTP status; 0 when the site gave no answer at all. */
  status: number;
  retryAfterSeconds?: number;
  /** What the site itself says of a file, in the language it was asked in. */
  sentence?: string;
  member?: Member | null;
  inside?: Inside | null;
  /** Of a pass that no code holds: characters too many, and those that each part takes. */
  excess?: Excess;
  /** Of a pass that is not honoured: the whole verdict. */
  verdict?: VerdictAnswer;
  /** Of a body that is wrong: each field. */
  fields?: FieldFault[];
  /** Of goods: the line, from 0, that is refused. */
  line?: number;
  /** Risk hits that were not read yet. */
  hits?: HitAnswer[];
}

export function unreachable(): Problem {
  return { code: 'unreachable', status: 0 };
}

/** Reads application/problem+json; an answer that is none of ours becomes `unexpected`. */
export async function problemFrom(response: Response): Promise<Problem> {
  const body = await bodyOf(response);
  const problem: Problem = { code: codeOf(body.code, response.status), status: response.status };
  const seconds = Number(body.retry_after_seconds ?? response.headers.get('Retry-After') ?? NaN);
  if (Number.isFinite(seconds)) problem.retryAfterSeconds = seconds;
  if (typeof body.code === 'string') problem.said = body.code;
  if ('verdict' in body) problem.verdict = body.verdict as VerdictAnswer;
  if (typeof body.over === 'number' && Array.isArray(body.parts)) {
    problem.excess = { over: body.over, parts: body.parts as Excess['parts'] };
  }
  if (typeof body.sentence === 'string') problem.sentence = body.sentence;
  if ('member' in body) problem.member = body.member as Member | null;
  if (Array.isArray(body.fields)) problem.fields = body.fields as FieldFault[];
  if (typeof body.line === 'number') problem.line = body.line;
  if (Array.isArray(body.hits)) problem.hits = body.hits as HitAnswer[];
  if ('inside' in body) problem.inside = body.inside as Inside | null;
  return problem;
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return body !== null && typeof body === 'object' ? { ...body } : {};
  } catch {
    return {};
  }
}

export function codeOf(code: unknown, status = 0): ProblemCode {
  const known = PROBLEM_CODES.find((each) => each === code);
  return known ?? (status === 503 ? 'busy' : 'unexpected');
}
