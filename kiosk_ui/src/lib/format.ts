/** Numbers, times and lengths of time as each language writes them; times are the site's own. */

export type Language = 'zh-CN' | 'vi' | 'en';
let siteZone = 'Asia/Shanghai';

/** The zone of the site, as it tells itself: a clock on one side of the border is an hour off. */
export function tellTimeIn(zone: string): void {
  siteZone = zone;
}

export function number(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value);
}

/** People in a lane: the site counts so far and no further. */
const MOST_COUNTED = 300;

export function people(count: number, language: Language): string {
  const told = number(Math.min(count, MOST_COUNTED), language);
  return count < MOST_COUNTED ? told : `${told}+`;
}

/** Hour and minute at the site, 24 hours. */
export function time(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: siteZone,
  }).format(ms);
}

export function dateTime(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone: siteZone,
  }).format(ms);
}

/** Hour and minute, with the date unless it is that of `now`. */
export function timeSoon(ms: number, now: number, language: Language): string {
  const date = new Intl.DateTimeFormat(language, {
    month: 'numeric',
    day: 'numeric',
    timeZone: siteZone,
  });
  const hour = time(ms, language);
  return date.format(ms) === date.format(now) ? hour : `${date.format(ms)} ${hour}`;
}

/** A trade day `YYYY-MM-DD`, written out. It is a date, not an instant: no zone moves it. */
export function tradeDay(day: string, language: Language): string {
  const [year, month, date] = day.split('-').map(Number);
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' }).format(
    Date.UTC(year!, month! - 1, date),
  );
}

/** The same with the day of the month alone, for a sentence that is soon over. */
export function tradeDayShort(day: string, language: Language): string {
  const [year, month, date] = day.split('-').map(Number);
  const shape: Intl.DateTimeFormatOptions = { month: 'long', day: 'numeric', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(language, shape).format(Date.UTC(year!, month! - 1, date));
}

/** An age in whole hours: what is younger than an hour is none. */
export function hours(ms: number, language: Language): string {
  const count = Math.max(0, Math.floor(ms / 3_600_000));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'hour',
    unitDisplay: 'long',
  }).format(count);
}

/** A wait in whole minutes, at least one: nobody is helped by "0 minutes". */
export function minutes(seconds: number, language: Language): string {
  const count = Math.max(1, Math.ceil(seconds / 60));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'minute',
    unitDisplay: 'long',
  }).format(count);
}

/** Eight digits in two halves, as they are printed on the card. */
export function memberNo(member: number): string {
  const digits = String(member).padStart(8, '0');
  return `${digits.slice(0, 4)} ${digits.slice(4)}`;
}
