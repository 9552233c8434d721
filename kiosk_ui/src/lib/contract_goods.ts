/** What the site answers about goods: the policy of the day, quota, and what is declared. */
import type { Names } from './contract.ts';
import type { CheckName } from './contract_pass.ts';

export type Unit = 'fen' | 'gram' | 'piece' | 'time';

/** A part of the exemption, by the policy of the day: its name in the languages of the site. */
export interface QuotaComponent {
  number: number;
  code: string;
  names: Names;
  unit: Unit;
  limit: number;
}

/** A country goods may come from; or why not, and since or from which day. */
export interface GoodsOrigin {
  origin: string;
  allowed: boolean;
  relaxed: boolean;
  reason: string | null;
  day: string | null;
}

/** A row of the catalogue; the band of prices in fen for a kilogram or a piece. */
export interface Goods {
  code: string;
  names: Names;
  unit: 'gram' | 'piece';
  way: 'import' | 'export';
  picture: string;
  treatment: 'exempt' | 'dutiable' | 'excluded';
  low_fen: number;
  high_fen: number;
  origins: GoodsOrigin[];
}

export interface PolicyAnswer {
  day: string | null;
  currency: 'CNY' | 'VND';
  components: QuotaComponent[];
  catalogue: Goods[];
  checks: CheckName[];
}

export type QuotaSentence =
  | 'quota.left_day'
  | 'quota.left_month'
  | 'quota.used_up_day'
  | 'quota.used_up_month'
  | 'quota.elsewhere'
  | 'quota.no_home'
  | 'quota.released'
  | 'quota.new_epoch'
  | 'quota.horizon_passed';

export interface QuotaPart {
  component: number;
  code: string;
  unit: Unit;
  limit: number;
  left: number;
  sentence: QuotaSentence;
  root: 'held' | 'no_home' | 'elsewhere' | 'released' | 'new_epoch' | 'horizon_passed';
}

export interface QuotaAnswer {
  home: string | null;
  horizon_days: number | null;
  countdown: boolean;
  parts: QuotaPart[];
}

/** One kind of goods as a member declares it; `amount` in grams or pieces. */
export interface DeclaredLine {
  goods: string;
  origin: string;
  amount: number;
  value_fen: number;
}

export type LineOutcome =
  | 'exempt'
  | 'partly_exempt'
  | 'dutiable'
  | 'capped'
  | 'non_exempt'
  | 'excluded'
  | 'origin_not_allowed'
  | 'origin_not_yet'
  | 'origin_no_longer'
  | 'not_admitted_today';

export interface AssessedLine extends DeclaredLine {
  outcome: LineOutcome;
  /** How much of it comes in: 0 of what is not admitted. */
  taken_amount: number;
  exempt_fen: number;
  excess_fen: number;
  duty_fen: number | null;
  /** Where a quantity cap bites: how much of it was left, and how much of this line fits. */
  cap: { component: number; unit: Unit; left: number; wanted: number; fits: number } | null;
  until: string | null;
  from: string | null;
  quarantine: boolean;
  cold_chain: boolean;
  price: 'ok' | 'low' | 'high';
}

export interface DeclarationTotals {
  value_fen: number;
  exempt_fen: number;
  excess_fen: number;
  duty_fen: number | null;
}

export interface ComponentLeft {
  component: number;
  code: string;
  unit: Unit;
  limit: number;
  left: number;
}

export interface AssessmentAnswer {
  lines: AssessedLine[];
  totals: DeclarationTotals;
  left_before: ComponentLeft[];
  left_after: ComponentLeft[];
  may_file: boolean;
  why_not: 'quota_elsewhere' | 'quota_not_enough' | 'quota_stopped' | 'nothing_to_file' | null;
  needs_officer: boolean;
}

export interface DeclarationAnswer {
  reference: string;
  member: number;
  state: 'filed' | 'pending' | 'withdrawn' | 'referred' | 'lapsed';
  why: 'quota_elsewhere' | 'quota_not_enough' | 'quota_stopped' | null;
  lines: AssessedLine[];
  totals: DeclarationTotals;
  filed_at: number;
  day: string;
  /** Who filed it at a station; null where the member did at a kiosk. */
  officer: string | null;
  overridden_fen: number;
  override_reason: OverrideReason | null;
  /** Names the event whose receipt tells what was spent. */
  receipt_of: string;
  /** What a supervisor could still let in. */
  above_quota_fen: number;
}

export const OVERRIDE_REASONS = [
  'home_unreachable',
  'wrong_debit',
  'hardship',
  'other',
] as const;
export type OverrideReason = (typeof OVERRIDE_REASONS)[number];

export interface DeclarationsAnswer {
  declarations: DeclarationAnswer[];
  /** Who may let in what is above the quota, by the policy of the day. */
  overrides: 'nobody' | 'supervisor' | 'with_second_officer';
}

/** What became of quota that arrived, by component number. */
export interface ReceivedAnswer {
  member: number;
  credited: Record<string, number>;
  above_limit: Record<string, number>;
  stranded: Record<string, number>;
}
