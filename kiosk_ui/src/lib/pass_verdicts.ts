/**
 * The verdicts on a pass, in one closed list: colour (with its shape and tone) and what the officer
 * does then. It repeats the site's own (service/passes/signals.py); a test holds the two equal.
 */
import type { Verdict as Colour } from './sound.ts';

export const PASS_VERDICTS = {
  admitted: ['green', 'confirm'],
  draw: ['blue', 'inspect_again'],
  referred_mismatch: ['amber', 'inspect_again'],
  referred_seal: ['amber', 'inspect_again'],
  referred_hit: ['amber', 'inspect_again'],
  referred_stale_lists: ['amber', 'inspect_again'],
  referred_clock: ['amber', 'compare_time'],
  referred_restored_site: ['amber', 'inspect_by_hand'],
  referred_key_revoked: ['amber', 'inspect_again'],
  wrong_destination: ['red', 'show_the_way'],
  pass_expired: ['red', 'send_back'],
  not_yet_valid: ['red', 'let_wait'],
  pass_revoked: ['red', 'call_supervisor'],
  already_redeemed: ['red', 'show_record'],
  voided: ['red', 'show_record'],
  pass_unknown_key: ['amber', 'update_lists'],
  pass_not_genuine: ['red', 'call_supervisor'],
  pass_unreadable: ['amber', 'scan_again'],
} as const satisfies Record<string, readonly [Colour, string]>;

export type PassVerdict = keyof typeof PASS_VERDICTS;
export type NextStep = (typeof PASS_VERDICTS)[PassVerdict][1];

/** What holds a pass up until it was looked into here, and what never yields to an officer. */
export function mayInspect(verdict: PassVerdict): boolean {
  return PASS_VERDICTS[verdict][1] === 'inspect_again';
}
