/** Ages, dates and amounts as an operator reads them: by Intl, in the reader's language. */
import type { Names } from '../lib/contract.ts';
import type { Language } from '../lib/format.ts';
import { number } from '../lib/format.ts';
import type { Unit } from './contract.ts';

const ZONE = 'Asia/Shanghai';
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** "3 hours ago", in the largest unit that it fills. */
export function ago(ms: number, now: number, language: Language): string {
  const age = Math.max(0, now - ms);
  const [unit, step] = STEPS.find(([, size]) => age >= size) ?? ['second', 1000];
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  return format.format(-Math.floor(age / step), unit);
}

export function moment(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: ZONE,
  }).format(ms);
}

export function date(ms: number, language: Language): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: ZONE });
  return format.format(ms);
}

/** A trade day, short: a date and no instant. */
export function shortDay(day: string, language: Language): string {
  const shape: Intl.DateTimeFormatOptions = { month: 'numeric', day: 'numeric', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(language, shape).format(Date.parse(`${day}T00:00Z`));
}

/** A trade day with its weekday. */
export function dayWritten(day: string, language: Language): string {
  const shape: Intl.DateTimeFormatOptions = {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  };
  return new Intl.DateTimeFormat(language, shape).format(Date.parse(`${day}T00:00Z`));
}

/** The trade day that a time falls on, `YYYY-MM-DD`; `back` days before it. */
export function dayOf(ms: number, back = 0): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: ZONE }).format(
    ms - back * 86_400_000,
  );
}

export function name(names: Names, language: Language): string {
  return { 'zh-CN': names.zh, vi: names.vi, en: names.en }[language] || names.zh;
}

export function percent(part: number, whole: number, language: Language): string {
  const format = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  return whole > 0 ? format.format(part / whole) : '–';
}

/** An amount in the unit people say: yuan for fen, kilograms for grams. */
export function amount(
  value: number,
  unit: Unit | null,
  currency: string | null,
  language: Language,
): string {
  if (unit === 'fen' && currency) {
    const digits = { maximumFractionDigits: 2, minimumFractionDigits: 0 };
    const shape = { style: 'currency', currency, ...digits } as const;
    return new Intl.NumberFormat(language, shape).format(scaled(value, unit, currency));
  }
  if (unit === 'gram') {
    const shape = { style: 'unit', unit: 'kilogram', maximumFractionDigits: 3 } as const;
    return new Intl.NumberFormat(language, shape).format(scaled(value, unit, currency));
  }
  return number(value, language);
}

/** The same as a bare number: the dong has no hundredth. */
export function scaled(value: number, unit: Unit | null, currency: string | null): number {
  if (unit === 'fen') return currency === 'VND' ? value : value / 100;
  return unit === 'gram' ? value / 1000 : value;
}
