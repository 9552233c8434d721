/** What was declared on a day, row by row: word and figure; overrides stand apart from the rest. */
import type { GoodsTotals } from '../../lib/contract.ts';
import { money, type Currency } from '../../lib/money.ts';
import { t } from '../words.ts';

const SUMS = ['exempt_fen', 'dutiable_fen', 'overridden_fen'] as const;

export function goodsRows(totals: Partial<GoodsTotals>, currency: Currency): [string, string][] {
  const counted = (figure: 'declared' | 'overrides' | 'waiting'): [string, string] => [
    t(`totals.${figure}`),
    t('count', { count: totals[figure] ?? 0 }),
  ];
  const [exempt, dutiable, overridden] = SUMS.map((figure): [string, string] => [
    t(`totals.${figure}`),
    money(totals[figure] ?? 0, currency),
  ]);
  const apart = totals.overrides ? [counted('overrides'), overridden!] : [];
  const waiting = totals.waiting ? [counted('waiting')] : [];
  return [counted('declared'), exempt!, dutiable!, ...apart, ...waiting];
}
