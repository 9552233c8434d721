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
  exempt_fen: number;
  excess_fen: number;
  duty_fen: number | null;
  /** Where a quantity cap bites: how much of it was left, and how much of this line fits. */
  cap: { component: number; unit: Unit; left: number; wanted: number; fits: number } | null;
  until: string | null;
  from: string | null;
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
  state: 'filed' | 'pending' | 'withdrawn' | 'referred';
  lines: AssessedLine[];
  totals: DeclarationTotals;
  filed_at: number;
  day: string;
}
