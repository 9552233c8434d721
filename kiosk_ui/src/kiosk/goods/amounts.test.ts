import { afterEach, describe, expect, it } from 'vitest';
import type { Goods } from '../../lib/contract_goods.ts';
import { speech } from '../../lib/i18n.svelte.ts';
import {
  amountWorth,
  entryOf,
  isEntry,
  middlePrice,
  money,
  quantity,
  shapeOfAmount,
  shapeOfPrice,
  wholeOf,
  worthOf,
  written,
} from './amounts.ts';

const KILOS = shapeOfAmount('gram');
const PIECES = shapeOfAmount('piece');
const YUAN = shapeOfPrice('CNY');

afterEach(() => speech.choose('zh-CN'));

describe('an amount as fingers type it', () => {
  it.each(['', '1', '12', '12.', '12.5', '0', '0.125', '99999.999'])('may be %j kilos', (entry) => {
    expect(isEntry(entry, KILOS)).toBe(true);
  });

  it.each(['007', '.5', '1.2.3', '0.1255', '123456'])('cannot become %j kilos', (entry) => {
    expect(isEntry(entry, KILOS)).toBe(false);
  });

  it('has no point where pieces are counted', () => {
    expect(isEntry('3', PIECES)).toBe(true);
    expect(isEntry('3.', PIECES)).toBe(false);
  });

  it.each([
    ['12.5', 12_500],
    ['0.001', 1],
    ['12.', 12_000],
    ['', 0],
    ['99999.999', 99_999_999],
  ])('%j kilos are %d grams, without a float between', (entry, grams) => {
    expect(wholeOf(entry, KILOS)).toBe(grams);
  });

  it.each([12_500, 1, 1_000, 100, 99_999_999])('%d grams come back as they went', (grams) => {
    expect(wholeOf(entryOf(grams, KILOS), KILOS)).toBe(grams);
  });

  it('shows 12500 grams as 12.5 and 650 fen as 6.5', () => {
    expect(entryOf(12_500, KILOS)).toBe('12.5');
    expect(entryOf(650, YUAN)).toBe('6.5');
    expect(entryOf(650, shapeOfPrice('VND'))).toBe('650');
  });
});

describe('the worth of goods', () => {
  it('begins with the middle of the band of prices', () => {
    expect(middlePrice({ low_fen: 400, high_fen: 901 } as Goods)).toBe(651);
  });

  it('is a price for a kilo times the grams, to the nearest fen', () => {
    expect(worthOf(12_500, 650, 'gram')).toBe(8_125);
    expect(worthOf(1, 650, 'gram')).toBe(1);
    expect(worthOf(3, 450, 'piece')).toBe(1_350);
  });

  it('never buys more than the money that is left', () => {
    for (const fen of [1, 649, 650, 651, 520_000]) {
      expect(worthOf(amountWorth(fen, 650, 'gram'), 650, 'gram')).toBeLessThanOrEqual(fen);
      expect(worthOf(amountWorth(fen, 650, 'piece'), 650, 'piece')).toBeLessThanOrEqual(fen);
    }
    expect(amountWorth(100, 0, 'gram')).toBe(0);
  });
});

describe("an amount in the members' words", () => {
  it('is yuan, kilos, or grams below one kilo', () => {
    expect(quantity(520_000, 'fen', 'CNY')).toBe('5,200 元');
    expect(quantity(12_500, 'gram', 'CNY')).toBe('12.5 公斤');
    expect(quantity(500, 'gram', 'CNY')).toBe('500 克');
    expect(quantity(0, 'gram', 'CNY')).toBe('0 公斤');
    expect(quantity(3, 'piece', 'CNY')).toBe('3 件');
  });

  it('counts dong whole, since nothing is smaller', () => {
    speech.choose('vi');
    expect(money(2_000_000, 'VND')).toBe('2.000.000 đồng');
  });

  it('has a comma for the decimals where the language has one', () => {
    expect(written('12.5', 'vi')).toBe('12,5');
    expect(written('12.5', 'en')).toBe('12.5');
  });
});
