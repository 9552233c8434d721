/** What the site answers, as its OpenAPI tells it: times in ms since 1970, names already masked. */
import type { HitAnswer } from './contract_hits.ts';

export type Lane = 'person' | 'goods' | 'green' | 'help';
export type Direction = 'in' | 'out';

export interface SiteName {
  no: string;
  zh: string;
  en: string;
  vi: string;
}

export interface SyncCounts {
  /** The counts are of events of this epoch. */
  epoch: string;
  saved: number;
  sent: number | null;
  confirmed: number | null;
  attention: number;
  /** When the centre signed the counts that are its own word (ms, UTC). */
  heard_at: number | null;
}

export interface Names {
  zh: string;
  vi: string;
  en: string;
}

/** How the site stands by the authority's notice and its hours; `hours` are local, of today. */
export interface Opening {
  state: 'open' | 'restricted' | 'closed';
  message: Names | null;
  since: number | null;
  until: number | null;
  hours: [string, string][];
  within_hours: boolean;
  opens_at: number | null;
  changes_at: number | null;
  designated: boolean;
  goods: string[];
  capacity: number | null;
  pass_seconds: number;
  zone: string;
}

export interface StorageAnswer {
  warnings: string[];
  free_mib: number | null;
  ballast: boolean | null;
  pages: 'not_needed' | 'running' | 'sound' | 'damaged';
  proof: { at: number; holds: boolean; held_at: number | null } | null;
}

/** A place that files can be sealed for. */
export interface BundlePlace {
  no: string;
  zh: string;
  vi: string;
  en: string;
}

/** What became of the parts of a sealed file. */
export interface BundleTaken {
  sender: string;
  sealed_at: number;
  new: number;
  held: number;
  refused: number;
  refusals: { kind: string; reason: string }[];
}

/** A row of a roster that is told: the sentence names line, field, masked value and reason. */
export interface RosterRow {
  line: number;
  sentence: string;
}

export interface RosterAnswer {
  published: boolean;
  accepted: number;
  added: number;
  changed: number;
  unchanged: number;
  bad: number;
  faults: RosterRow[];
  warnings: RosterRow[];
  shapes: { group: string; sentence: string }[];
  pages: number;
}

export interface StatusAnswer {
  site: SiteName;
  software: string;
  day: { state: 'open' | 'closed'; day: string | null; opened_at: number | null };
  clock: { now: number; trust: 'none' | 'rtc' | 'synced' };
  writing: boolean;
  refusal: string | null;
  storage: StorageAnswer;
  sync: SyncCounts;
  opening: Opening | null;
}

export interface TerminalAnswer {
  terminal: string;
  role: 'kiosk' | 'station' | 'display';
  label: string;
}

export interface TerminalRow extends TerminalAnswer {
  paired_at: number | null;
  revoked_at: number | null;
}

export interface Member {
  member: number;
  name: string;
  group: string;
  group_name: string;
  supported: boolean;
}

export interface Inside {
  since: number;
  terminal: string;
  reference: string;
}

export interface PeekAnswer {
  outcome: string;
  direction: Direction;
  member: Member | null;
  lanes: Lane[];
  inside: Inside | null;
  /** Risk hits on the member, for officers alone; a kiosk is told of none. */
  hits: HitAnswer[];
}

export interface Turn {
  number: string;
  lane: Lane;
  ahead: number;
  wait_seconds: number | null;
}

export interface CheckInAnswer {
  outcome: 'entered' | 'left' | 'left_without_entry';
  reference: string;
  at: number;
  day: string;
  member: Member;
  turn: Turn | null;
  state: 'saved';
}

/** Who stands there: what the reader read, or the number the member typed. */
export type Identity = { scan: string } | { member: number };

export interface SessionAnswer {
  officer: string;
  name: string;
  roles: ('officer' | 'supervisor' | 'operator' | 'auditor')[];
  locks_after_seconds: number;
  stepped_up: boolean;
}

export interface DayTotals {
  entered: number;
  left: number;
  inside: number;
  refused: number;
  annulled: number;
}

/** What was declared on a day and stands; money in fen, what came in beside the quota apart. */
export interface GoodsTotals {
  declared: number;
  exempt_fen: number;
  dutiable_fen: number;
  overrides: number;
  overridden_fen: number;
  waiting: number;
}

export interface DayAnswer {
  state: 'open' | 'closed';
  day: string | null;
  opened_at: number | null;
  opened_by: string | null;
  suggested: string;
  needs: 'nothing' | 'step_up' | 'second_officer';
  totals: DayTotals & GoodsTotals;
  unsent: number;
  seq: number;
  head: string;
  /** Names the event at the head, whose receipt the closing slip carries. */
  reference: string;
  /** Of a closed day: when, and where the chain then ended. */
  closing: { at: number; seq: number; head: string; reference: string } | null;
}

export interface CheckInItem {
  reference: string;
  seq: number;
  at: number;
  outcome: string;
  member: Member | null;
  terminal: string;
  presence: 'card_at_kiosk' | 'number_at_kiosk' | 'officer_attested' | null;
  annullable_until: number | null;
  turn: string | null;
  /** It came back by its receipt, and no more is known of it. */
  recovered: boolean;
  /** Keyed from this paper slip, on which `claimed_at` is written. */
  paper_serial: number | null;
  claimed_at: number | null;
}

export interface CheckInsAnswer {
  day: string | null;
  totals: DayTotals;
  items: CheckInItem[];
}

export interface MemberAnswer {
  member: Member;
  certificate: string;
  standing: 'active' | 'suspended' | 'expired';
  reason: string | null;
  valid_until: string;
  village: string;
  role: 'member' | 'leader';
  today: CheckInItem[];
}

export interface LaneState {
  lane: Lane;
  waiting: number;
  wait_seconds: number | null;
}

export interface Call {
  number: string;
  lane: Lane;
  counter: string;
  at: number;
}

export interface TurnsAnswer {
  lanes: LaneState[];
  calls: Call[];
}

export interface CalledTurn {
  number: string;
  lane: Lane;
  member: Member | null;
  reference: string | null;
}

export type PaperReason = 'kiosk_down' | 'site_down' | 'power_cut' | 'other';
export type VoidReason = 'unused' | 'spoiled' | 'lost' | 'unreadable' | 'not_a_member';

/** Slips handed out while a machine was down, and which of them are not accounted for. */
export interface PaperPhase {
  reference: string;
  day: string;
  first: number;
  last: number;
  reason: PaperReason;
  opened_at: number;
  opened_by: string | null;
  closed_at: number | null;
  keyed: number;
  voided: number;
  missing: number[];
}

export interface PaperPhasesAnswer {
  today: string;
  items: PaperPhase[];
}

export interface KeyedAnswer {
  reference: string;
  serial: number;
  remark: string | null;
  phase: PaperPhase;
}

export type Recovery =
  | 'receipt_recovered'
  | 'receipt_here_already'
  | 'receipt_unreadable'
  | 'receipt_unknown_key'
  | 'receipt_not_genuine'
  | 'receipt_other_site'
  | 'receipt_contradicts'
  | 'receipt_proves_restored';

export interface RecoveredAnswer {
  outcomes: Recovery[];
  recovered: number;
}
