/** What the site answers about risk hits (布控): for officers alone, never at a kiosk. */
export const HIT_KINDS = [
  'member',
  'group',
  'goods',
  'plate',
  'from_site',
  'to_site',
  'all',
] as const;
export type HitKind = (typeof HIT_KINDS)[number];

export const HIT_REASONS = [
  'tip',
  'earlier_finding',
  'spot_check',
  'quarantine',
  'other',
] as const;
export type HitReason = (typeof HIT_REASONS)[number];

export const LIFT_REASONS = ['settled', 'mistake', 'other'] as const;

export interface HitAnswer {
  reference: string;
  kind: HitKind;
  /** Number, code, plate or site that it is about; empty for all. */
  value: string;
  reason: HitReason;
  at: number;
  until: number;
  officer: string | null;
  state: 'holds' | 'expired' | 'lifted';
  lifted_at: number | null;
}
