/** What a member is told of goods: the site's judgement, as one sentence in the member's words. */
import type { AssessedLine, Goods, PolicyAnswer } from '../../lib/contract_goods.ts';
import { tradeDayShort } from '../../lib/format.ts';
import { speech } from '../../lib/i18n.svelte.ts';
import { t, type Key } from '../words.ts';
import { amountWorth, money, nameIn, quantity, worthOf } from './amounts.ts';
import { isTaken, nearestOrigin } from './catalogue.ts';

/** Outcomes with which a line cannot be declared at all. */
const REFUSED: AssessedLine['outcome'][] = [
  'excluded',
  'origin_not_allowed',
  'origin_not_yet',
  'origin_no_longer',
  'not_admitted_today',
];

export function isRefused(line: AssessedLine): boolean {
  return REFUSED.includes(line.outcome);
}

/** The sentence of a judged line; null when it is duty-free at a plausible price. */
export function sentenceOf(line: AssessedLine, goods: Goods, policy: PolicyAnswer): string | null {
  const { outcome } = line;
  if (outcome === 'exempt') return ofPrice(line, goods);
  if (outcome === 'partly_exempt')
    return t('told.partly', {
      exempt: money(line.exempt_fen, policy.currency),
      excess: money(line.excess_fen, policy.currency),
    });
  if (outcome === 'capped') return ofCap(line, goods, policy);
  return t(`told.${outcome}`, {
    goods: nameIn(goods.names, speech.language),
    origin: countryName(line.origin),
    day: dayOf(outcome === 'origin_no_longer' ? line.until : line.from),
  });
}

/** How much of a line is duty-free, in its own unit: never more than the quota left pays for. */
export function fitsOf(line: AssessedLine, goods: Goods, priceFen: number): number {
  if (line.excess_fen === 0) return isRefused(line) ? 0 : line.amount;
  const capped = line.cap?.fits ?? line.amount;
  if (worthOf(capped, priceFen, goods.unit) <= line.exempt_fen) return capped;
  return rounded(amountWorth(line.exempt_fen, priceFen, goods.unit), goods.unit);
}

/** From a kilo on, a scale at the market shows tenths of one. */
function rounded(amount: number, unit: Goods['unit']): number {
  return unit === 'gram' && amount >= 1000 ? amount - (amount % 100) : amount;
}

/** Why touching a picture leads nowhere; null when it does lead on. */
export function whyNotTaken(goods: Goods): string | null {
  if (isTaken(goods)) return null;
  const name = nameIn(goods.names, speech.language);
  if (goods.treatment === 'excluded') return t('told.excluded', { goods: name });
  const origin = nearestOrigin(goods);
  const key = origin ? KEYS_OF_REASONS[origin.reason ?? ''] : undefined;
  if (!origin || !key || !origin.day) return t('told.not_traded', { goods: name });
  return t(key, { goods: name, origin: countryName(origin.origin), day: dayOf(origin.day) });
}

const KEYS_OF_REASONS: Record<string, Key> = {
  origin_not_allowed_yet: 'told.origin_not_yet',
  origin_no_longer_allowed: 'told.origin_no_longer',
};

/** A country by its two letters, as the language calls it. */
export function countryName(origin: string): string {
  return new Intl.DisplayNames(speech.language, { type: 'region' }).of(origin) ?? origin;
}

function ofPrice(line: AssessedLine, goods: Goods): string | null {
  if (line.price === 'ok') return null;
  return t(`told.price_${line.price}`, { goods: nameIn(goods.names, speech.language) });
}

function ofCap(line: AssessedLine, goods: Goods, policy: PolicyAnswer): string {
  const { cap } = line;
  const name = nameIn(goods.names, speech.language);
  if (cap === null) return t('told.non_exempt', { goods: name });
  const said = (amount: number) => quantity(amount, cap.unit, policy.currency);
  const limit = policy.components.find((each) => each.number === cap.component)?.limit ?? cap.left;
  return t('told.capped', { goods: name, limit: said(limit), left: said(cap.left) });
}

function dayOf(day: string | null): string {
  return day ? tradeDayShort(day, speech.language) : '';
}
