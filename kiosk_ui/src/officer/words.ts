/** The words of the officer station, together with the shared ones. */
import en from '../locales/officer/en.json';
import vi from '../locales/officer/vi.json';
import zh from '../locales/officer/zh-CN.json';
import { messages } from '../lib/i18n.svelte.ts';
import type { ProblemCode } from '../lib/problems.ts';
import { shared } from '../lib/words.ts';

export const catalogues = {
  'zh-CN': { ...shared['zh-CN'], ...zh },
  vi: { ...shared.vi, ...vi },
  en: { ...shared.en, ...en },
};
export const t = messages(catalogues);

/** A refusal or fault as an officer needs it: what it means and what to do now. */
export function problemSentence(code: ProblemCode): string {
  return t(`problems.${code}`);
}

const OUTCOMES = [
  'entered',
  'left',
  'left_without_entry',
  'annulled',
  'unreadable',
  'card_not_genuine',
  'card_unknown_key',
  'card_revoked',
  'card_reported_lost',
  'receipt_no_card',
  'unknown_member',
  'suspended',
  'expired',
  'minor',
  'already_inside',
  'presence_insufficient',
  'day_not_open',
  'site_closed',
  'outside_hours',
  'not_designated',
  'site_full',
  'see_officer',
  'too_many_tries',
] as const;

/** What a record came to, in a word or two; a word of a newer site reads "refused". */
export function outcomeWord(outcome: string): string {
  return t(`outcome.${OUTCOMES.find((each) => each === outcome) ?? 'refused'}`);
}

const REASONS = [
  'certificate_lent',
  'under_review',
  'moved_away',
  'own_request',
  'deceased',
  'other',
] as const;

/** Why a member does not trade: a closed list, as the roster tells it. */
export function reasonWord(reason: string): string {
  return t(`reason.${REASONS.find((each) => each === reason) ?? 'other'}`);
}
