/** The words of a pass for an officer: places by name, times by the site's clock, refusals. */
import { number, time, timeSoon } from '../../lib/format.ts';
import type { Language } from '../../lib/format.ts';
import { speech } from '../../lib/i18n.svelte.ts';
import type { CheckName, SiteAnswer, VerdictAnswer } from '../../lib/contract_pass.ts';
import type { QuotaComponent, Unit } from '../../lib/contract_goods.ts';
import type { Excess, Problem } from '../../lib/problems.ts';
import { siteStatus } from '../../lib/status.svelte.ts';
import { problemSentence } from '../words.ts';
import { t } from './words.ts';

/** What a refusal about passes or inspections says; beside these there are the shared words. */
export const PASS_PROBLEMS = [
  'pass_unknown_inspection',
  'pass_not_cleared',
  'pass_old_inspection',
  'pass_inspected_on_arrival',
  'pass_already_issued',
  'destination_is_here',
  'destination_unknown',
  'destination_revoked',
  'destination_closed',
  'pass_day_over',
  'pass_too_large',
  'pass_does_not_fit',
  'unknown_pass',
  'pass_annulled',
  'pass_text_gone',
  'pass_not_redeemed',
  'pass_not_annulled',
  'pass_already_admitted',
  'void_unreadable',
  'void_unknown_key',
  'void_not_genuine',
  'void_not_ours',
  'void_contradicts',
  'void_taken',
  'inspection_not_inside',
  'inspection_unknown_check',
  'inspection_nothing_checked',
  'inspection_nothing_found',
  'inspection_bad_seal',
  'inspection_said_twice',
  'inspection_unknown_declaration',
  'inspection_other_goods',
  'inspection_unknown_goods',
  'inspection_above_declared',
  'inspection_less_not_found',
  'inspection_not_confirmed',
  'inspection_seals_without_goods',
  'inspection_bad_plate',
  'inspection_hit',
  'pass_quota_with_declared_goods',
  'pass_quota_with_batch',
  'pass_hit',
  'pass_goods_already_sent',
  'pass_without_goods',
  'list_without_pass',
  'manifest_unreadable',
  'manifest_differs',
  'pass_goods_declared_already',
  'pass_goods_of_batch',
  'declaration_gone_with_pass',
  'pass_code_unknown',
  'pass_code_misread',
  'hit_bad_scope',
  'hit_already_over',
  'hit_too_long',
  'unknown_hit',
  'hit_lifted',
  'void_key_revoked',
] as const;

export function passSentence(problem: Problem): string {
  if (problem.excess) return excessSentence(problem.excess);
  const known = PASS_PROBLEMS.find((each) => each === problem.said);
  return known ? t(`pass.problem.${known}`) : problemSentence(problem.code);
}

/** By how much a pass is too large for its code, and what to shorten, the longest first. */
function excessSentence({ over, parts }: Excess): string {
  const named = parts.map(({ part, characters }) =>
    t('pass.too_large.part', { part: t(`pass.too_large.${part}`), count: characters }),
  );
  const key = named.length ? 'pass.too_large' : 'pass.problem.pass_too_large';
  return t(key, { over, parts: named.join(t('pass.too_large.and')) });
}

export function siteName(site: SiteAnswer, language: Language = speech.language): string {
  return site.names[language] ?? site.site;
}

export function nameOfCheck(code: string, recognised: CheckName[]): string {
  const names = recognised.find((each) => each.code === code)?.names;
  if (!names) return code;
  return { 'zh-CN': names.zh, vi: names.vi, en: names.en }[speech.language];
}

/** Why, in one sentence, with the place and both times that it is about. */
export function verdictSentence({ code, said, end, now }: VerdictAnswer): string {
  const soon = (seconds: number) => timeSoon(seconds * 1000, now, speech.language);
  return t(`pass.sentence.${code}`, {
    site: code === 'wrong_destination' && said ? siteName(said.to) : ownName(),
    expires: said ? soon(said.expires_s) : '–',
    issued: said ? soon(said.issued_s) : '–',
    now: time(now, speech.language),
    time: end ? timeSoon(end.at, now, speech.language) : '–',
  });
}

function ownName(): string {
  return siteStatus.siteName(speech.language);
}

/** `5,200 元`, `2 kg`: a part of the quota as people say it. */
export function quotaWord(component: number, amount: number, parts: QuotaComponent[]): string {
  const part = parts.find((each) => each.number === component);
  return part ? amountWord(amount, part.unit) : `${number(amount, speech.language)}`;
}

export function amountWord(amount: number, unit: Unit): string {
  if (unit === 'fen') return t('unit.fen', { count: amount / 100 });
  if (unit === 'gram' && amount % 1000 === 0) {
    return t('unit.kilogram', { count: amount / 1000 });
  }
  return t(`unit.${unit}`, { count: amount });
}
