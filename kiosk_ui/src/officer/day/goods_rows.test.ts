import { describe, expect, it } from 'vitest';
import { speech } from '../../lib/i18n.svelte.ts';
import { goodsRows } from './goods_rows.ts';

describe('the goods of a day', () => {
  const day = { declared: 3, exempt_fen: 800_000, dutiable_fen: 100_050, overrides: 0 };

  it('tell what was duty-free and what was dutiable', () => {
    speech.choose('en');
    expect(goodsRows(day, 'CNY')).toEqual([
      ['Declarations', '3'],
      ['Duty-free', '8,000 yuan'],
      ['Dutiable', '1,000.5 yuan'],
    ]);
  });

  it('count apart what came in above the quota, and say what waits', () => {
    speech.choose('vi');
    const more = { ...day, overrides: 1, overridden_fen: 20_000, waiting: 2 };
    expect(goodsRows(more, 'VND').slice(3)).toEqual([
      ['Số lần cho vượt', '1'],
      ['Cho vượt định mức', '20.000 đồng'],
      ['Tờ khai chờ định mức', '2'],
    ]);
  });
});
