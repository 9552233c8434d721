/** What the site answers about inspections and passes: `*_s` in seconds, other times in ms. */
import type { Inside, Lane, Member, Names, Turn } from './contract.ts';
import type { DeclarationAnswer, Unit } from './contract_goods.ts';
import type { HitAnswer } from './contract_hits.ts';
import type { NextStep, PassVerdict } from './pass_verdicts.ts';
import type { Verdict as Colour } from './sound.ts';

export type SiteNames = Partial<Record<'zh-CN' | 'vi' | 'en', string>>;

export interface SiteAnswer {
  site: string;
  names: SiteNames;
}

export type Result = 'cleared' | 'held' | 'refused';

export const FINDINGS = [
  'bearer_differs',
  'certificate_damaged',
  'certificate_differs',
  'goods_differ',
  'weight_differs',
  'packing_damaged',
  'seal_broken',
  'not_allowed',
  'quarantine',
  'other',
] as const;
export type Finding = (typeof FINDINGS)[number];

export const SEAL_KINDS = ['bolt', 'cable', 'strip', 'label'] as const;

/** A seal that was set; `photo` is the SHA-256 of its picture, where one was taken. */
export interface Seal {
  number: string;
  kind: (typeof SEAL_KINDS)[number];
  photo?: string | null;
}

/** Goods as measured, in grams or pieces, worth `value_fen` in all. */
export interface MeasuredLine {
  goods: string;
  origin: string;
  amount: number;
  value_fen: number;
  declared_amount?: number | null;
}

export interface Load {
  declaration: string | null;
  lines: MeasuredLine[];
}

/** The centralised declaration that goods belong to: its members, and 16 bytes of its hash. */
export interface Batch {
  members: number;
  hash: string;
}

/** What an officer has said of an inspection so far. */
export interface Said {
  checks: string[];
  result: Result | null;
  findings: Finding[];
  seals: Seal[];
  goods: Load | null;
  plate: string | null;
  batch: Batch | null;
  /** The member has seen what it came to. */
  confirmed: boolean;
  /** The risk hits that the officer has read. */
  hits: string[];
}

export interface DraftAnswer extends Said {
  member: number;
}

/** What is known of a member before an inspection begins. */
export interface CaseAnswer {
  member: Member;
  inside: boolean;
  weight_per_myriad: number;
  declarations: DeclarationAnswer[];
  hits: HitAnswer[];
  draft: DraftAnswer | null;
}

export interface InspectionAnswer {
  reference: string;
  at: number;
  member: number;
  of_pass: string | null;
  checks: string[];
  result: Result;
  findings: Finding[];
  seals: Seal[];
  officer: string | null;
  goods: InspectedGoods | null;
  plate: string | null;
  confirmed: boolean;
  hits: string[];
}

/** The goods of an inspection; `declared` when they were spent here, by `declaration`. */
export interface InspectedGoods {
  lines: GoodsLine[];
  total_fen: number;
  declared: boolean;
  declaration: string | null;
}

/** A check that the policy of the day recognises. */
export interface CheckName {
  code: string;
  names: Names;
}

export interface DestinationAnswer extends SiteAnswer {
  state: 'open' | 'restricted' | 'closed' | 'revoked';
}

export interface IssuedAnswer {
  reference: string;
  member: number;
  to_site: string;
  issued_s: number;
  expires_s: number;
  code: string;
  text: string | null;
  quota: Record<string, number>;
  goods: InspectedGoods | null;
  to: SiteAnswer;
  state: 'out' | 'expired' | 'annulled' | 'returned';
  quota_state: 'none' | 'with_pass' | 'waits_for_void' | 'taken_back' | 'period_over';
}

/** A pass of a member that was honoured or declared void here today, by the record of that name. */
export interface EndedPass {
  reference: string;
  issuer: SiteAnswer;
  how: 'redeemed' | 'voided';
  at: number;
  terminal: string | null;
  record: string;
  annulled: boolean;
}

/** Passes that went out from here; of one member those that came, too. */
export interface PassesAnswer {
  items: IssuedAnswer[];
  ended: EndedPass[];
}

/** A pass as it is handed to its bearer; pictures are SVG. */
export interface HandOverAnswer {
  reference: string;
  inspection: string;
  member_no: number;
  member: Member | null;
  issuer: SiteAnswer;
  to: SiteAnswer;
  issued_s: number;
  expires_s: number;
  code: string;
  text: string;
  picture: string;
  link: string | null;
  link_picture: string | null;
  quota: Record<string, number>;
  /** The list of goods that the destination files from, and its code; null where none goes along. */
  manifest: string | null;
  manifest_picture: string | null;
  goods: InspectedGoods | null;
}

export interface GoodsLine {
  goods: string;
  origin: string;
  unit: 'gram' | 'piece';
  amount: number;
  value_fen: number;
  declared_amount: number | null;
  difference: 'within' | 'less' | 'more' | 'not_declared';
}

/** The goods that a pass names; `known` once their list was shown as well. */
export interface PassGoods {
  lines: number;
  total_fen: number;
  declared: boolean;
  manifest_state: 'none' | 'matches' | 'differs' | 'unreadable';
  known: GoodsLine[] | null;
  /** The declaration by which they were declared here. */
  declared_by: string | null;
}

export type PassCaution = 'old_lists' | 'untrusted_clock';

/** What a genuine pass says. */
export interface PassSaid {
  reference: string;
  issuer: SiteAnswer;
  to: SiteAnswer;
  member_no: number;
  name_mask: string | null;
  issued_s: number;
  expires_s: number;
  outcome: 'cleared' | 'cleared_with_remarks' | number;
  checks: string[];
  quota: Record<string, number>;
  seal_count: number;
  /** Empty where the pass only has the hash of their numbers: the officer reads them off. */
  seals: string[];
  plate: string | null;
  batch: Batch | null;
}

export interface PassEnd {
  how: 'redeemed' | 'voided';
  at: number;
  terminal: string | null;
  reference: string;
  annulled: boolean;
  same: boolean;
}

export interface VerdictAnswer {
  code: PassVerdict;
  colour: Colour;
  next: NextStep;
  cautions: PassCaution[];
  now: number;
  said: PassSaid | null;
  member: Member | null;
  end: PassEnd | null;
  goods: PassGoods | null;
  hits: HitAnswer[];
}

export interface RedeemedAnswer {
  reference: string;
  entry: string;
  at: number;
  verdict: VerdictAnswer;
  turn: Turn | null;
  credit: { credited: Record<string, number>; stranded: Record<string, number> } | null;
  credit_refused: string | null;
  credit_outcome: 'credited' | 'above_limit' | 'stranded' | 'refused' | null;
  /** Its goods wait to be declared here. */
  to_declare: boolean;
}

/** The goods of a pass, proved by the hash that it carries. */
export interface PassGoodsAnswer {
  lines: GoodsLine[];
  total_fen: number;
  declared: boolean;
  verdict: VerdictAnswer;
}

export interface VoidedAnswer {
  reference: string;
  passes: string[];
  text: string;
  picture: string | null;
}

export interface ReturnedAnswer {
  reference: string;
  passes: string[];
}

/** What a kiosk may say of a pass before bystanders. */
export type PublicVerdict =
  | 'pass_welcome'
  | 'wrong_destination'
  | 'pass_expired'
  | 'not_yet_valid'
  | 'pass_unreadable'
  | 'see_officer';

export interface PresentedAnswer {
  code: PublicVerdict;
  colour: Colour;
  now: number;
  name: string | null;
  group: string | null;
  issuer: SiteAnswer | null;
  to: SiteAnswer | null;
  issued_s: number | null;
  expires_s: number | null;
}

export interface ArrivedAnswer {
  reference: string;
  at: number;
  turn: Turn | null;
}

export type { Inside, Lane, Unit };
