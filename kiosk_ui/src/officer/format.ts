/** Times to the second and chain heads in groups, as the staff screens write them. */
import type { Language } from '../lib/format.ts';

const SITE_ZONE = 'Asia/Shanghai';
/** A hundred rows are written every two seconds, and making a formatter is the slow part. */
const clocks = new Map<Language, Intl.DateTimeFormat>();

/** Hour, minute and second at the site, 24 hours. */
export function clockTime(ms: number, language: Language): string {
  return clockOf(language).format(ms);
}

/** `9f2c41d0 7be3a558 …`: an eye compares eight signs at a time. */
export function inEights(hex: string): string {
  return hex.match(/.{1,8}/g)?.join(' ') ?? '';
}

/** The last part of a reference is the record's number at its site: what people say aloud. */
export function shortReference(reference: string): string {
  return `№ ${reference.split('.').at(-1)}`;
}

function clockOf(language: Language): Intl.DateTimeFormat {
  const known = clocks.get(language);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone: SITE_ZONE,
  });
  clocks.set(language, made);
  return made;
}
