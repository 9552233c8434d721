/** Amounts as fingers type them and as people say them: whole grams, pieces and fen inside. */
import type { Names } from '../../lib/contract.ts';
import type { Goods, Unit } from '../../lib/contract_goods.ts';
import type { Language } from '../../lib/format.ts';
import { money, type Currency } from '../../lib/money.ts';
import { t } from '../words.ts';

export { money, type Currency };

const GRAMS_PER_KILO = 1000;
/** Ten tonnes, or as many pieces: more than any member carries. */
const MOST_WHOLE_DIGITS = 5;
/** A dong has no smaller unit, and a kilogram of the dear things costs hundreds of thousands. */
const MOST_DIGITS_OF_PRICE = { CNY: 5, VND: 8 };
const DECIMALS_OF_PRICE = { CNY: 2, VND: 0 };

/** What one keypad entry may hold: digits before the point, digits after it. */
export interface EntryShape {
  whole: number;
  decimals: number;
}

export function shapeOfAmount(unit: Goods['unit']): EntryShape {
  return { whole: MOST_WHOLE_DIGITS, decimals: unit === 'gram' ? 3 : 0 };
}

export function shapeOfPrice(currency: Currency): EntryShape {
  return { whole: MOST_DIGITS_OF_PRICE[currency], decimals: DECIMALS_OF_PRICE[currency] };
}

/** Whether fingers may go on to `entry`: `12.5` is a number on its way, `1..` and `007` are not. */
export function isEntry(entry: string, { whole, decimals }: EntryShape): boolean {
  const point = decimals > 0 ? `(\\.\\d{0,${decimals}})?` : '';
  return new RegExp(`^((0|[1-9]\\d{0,${whole - 1}})${point})?$`).test(entry);
}

/** `12.5` with three decimals are 12500 of the smaller unit; an empty entry is 0. No floats. */
export function wholeOf(entry: string, { decimals }: EntryShape): number {
  const [whole = '', part = ''] = entry.split('.');
  return Number(whole + part.padEnd(decimals, '0'));
}

/** The entry that means so much of the smaller unit: 12500 with three decimals is `12.5`. */
export function entryOf(whole: number, { decimals }: EntryShape): string {
  if (decimals === 0) return String(whole);
  const digits = String(whole).padStart(decimals + 1, '0');
  const part = digits.slice(-decimals).replace(/0+$/, '');
  return digits.slice(0, -decimals) + (part && `.${part}`);
}

/** The price that a row suggests: the middle of its band, in fen for a kilogram or a piece. */
export function middlePrice(goods: Goods): number {
  return Math.round((goods.low_fen + goods.high_fen) / 2);
}

/** What so much of the goods is worth in fen, at a price for a kilogram or a piece. */
export function worthOf(amount: number, priceFen: number, unit: Goods['unit']): number {
  return unit === 'gram' ? Math.round((amount * priceFen) / GRAMS_PER_KILO) : amount * priceFen;
}

/** How much of the goods so many fen buy at that price, never more. */
export function amountWorth(fen: number, priceFen: number, unit: Goods['unit']): number {
  if (priceFen === 0) return 0;
  return Math.floor((unit === 'gram' ? fen * GRAMS_PER_KILO : fen) / priceFen);
}

/** An amount in the words of the market: 500 grams, 12.5 kilos, 3 pieces, 5,200 yuan. */
export function quantity(amount: number, unit: Unit, currency: Currency): string {
  if (unit === 'fen') return money(amount, currency);
  if (unit !== 'gram') return t(`unit.${unit}`, { count: amount });
  if (amount > 0 && amount < GRAMS_PER_KILO) return t('unit.gram', { count: amount });
  return t('unit.kilogram', { count: amount / GRAMS_PER_KILO });
}

/** An entry as its language writes it, a decimal comma where that is the custom. */
export function written(entry: string, language: Language): string {
  return entry.replace('.', pointOf(language));
}

export function pointOf(language: Language): string {
  const parts = new Intl.NumberFormat(language).formatToParts(0.5);
  return parts.find((part) => part.type === 'decimal')?.value ?? '.';
}

export function nameIn(names: Names, language: Language): string {
  return language === 'zh-CN' ? names.zh : names[language];
}
