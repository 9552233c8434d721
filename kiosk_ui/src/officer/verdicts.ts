/** What a scan's outcome asks of the officer: admit, let out, refuse, refer, or try again. */
import type { Direction } from '../lib/contract.ts';
import type { Verdict } from '../lib/sound.ts';

/** The one act that a verdict offers; `nothing` where no act of this screen would help. */
export type Offer = 'admit' | 'let_out' | 'check_out' | 'open_day' | 'nothing';

export type VerdictWord =
  | 'admit'
  | 'let_out'
  | 'no_entry'
  | 'inside'
  | 'refuse'
  | 'refer'
  | 'again'
  | 'closed'
  | 'barred'
  | 'fault';

export interface Judgement {
  verdict: Verdict;
  word: VerdictWord;
  offer: Offer;
}

/** What is known of the scan: the outcome's word, which way, and whether the member is inside. */
export interface Seen {
  outcome: string;
  direction: Direction;
  isInside: boolean;
}

const OTHERS = new Map<string, Judgement>([
  ['already_inside', { verdict: 'amber', word: 'inside', offer: 'check_out' }],
  ['day_not_open', { verdict: 'amber', word: 'closed', offer: 'open_day' }],
  ['site_closed', { verdict: 'amber', word: 'barred', offer: 'nothing' }],
  ['outside_hours', { verdict: 'amber', word: 'barred', offer: 'nothing' }],
  ['site_full', { verdict: 'amber', word: 'barred', offer: 'nothing' }],
  ['not_designated', refuse()],
  ['unreadable', { verdict: 'amber', word: 'again', offer: 'nothing' }],
  ['suspended', refuse()],
  ['expired', refuse()],
  ['card_revoked', refuse()],
  ['card_reported_lost', refuse()],
  ['receipt_no_card', { verdict: 'amber', word: 'again', offer: 'nothing' }],
  ['card_not_genuine', refuse()],
  ['unknown_member', refuse()],
  ['minor', refer()],
  ['card_unknown_key', refer()],
  ['presence_insufficient', refer()],
  ['see_officer', refer()],
]);

/** A word that this software does not know is a fault, never an admission. */
export function judgementOf(seen: Seen): Judgement {
  if (seen.outcome !== 'welcome') {
    return OTHERS.get(seen.outcome) ?? { verdict: 'amber', word: 'fault', offer: 'nothing' };
  }
  if (seen.direction === 'in') return { verdict: 'green', word: 'admit', offer: 'admit' };
  return seen.isInside
    ? { verdict: 'green', word: 'let_out', offer: 'let_out' }
    : { verdict: 'amber', word: 'no_entry', offer: 'let_out' };
}

function refuse(): Judgement {
  return { verdict: 'red', word: 'refuse', offer: 'nothing' };
}

function refer(): Judgement {
  return { verdict: 'blue', word: 'refer', offer: 'nothing' };
}

export type OutcomeMark = 'in' | 'out' | 'flag' | 'void' | 'no';

/** The mark of a record in the day's list. */
export function markOf(outcome: string): OutcomeMark {
  if (outcome === 'entered') return 'in';
  if (outcome === 'left') return 'out';
  if (outcome === 'left_without_entry') return 'flag';
  return outcome === 'annulled' ? 'void' : 'no';
}
