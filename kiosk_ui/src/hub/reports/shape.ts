/** What a report looks like: which of its numbers are drawn, and how each is written. */
import type { Language } from '../../lib/format.ts';
import { number } from '../../lib/format.ts';
import type { Component, Report } from '../contract.ts';
import { amount, scaled, shortDay } from '../format.ts';

export const KINDS = ['crossings', 'exempt', 'quota'] as const;
export type Kind = (typeof KINDS)[number];
export const WAYS = ['day', 'site', 'hour', 'group'] as const;

/** Bars of which an eye can still tell one from the next; the table has them all. */
const MOST_DRAWN = 24;

const DRAWN: Record<Kind, [string, string]> = {
  crossings: ['entered', 'left'],
  exempt: ['spent', 'overridden'],
  quota: ['spent', 'opened'],
};

/** Exempt value is what was used of the part of the quota that is counted in money. */
export function pathOf(kind: Kind): 'crossings' | 'quota' {
  return kind === 'crossings' ? 'crossings' : 'quota';
}

export function drawnSeries(kind: Kind): [string, string] {
  return DRAWN[kind];
}

export function componentOf(report: Report): Component | null {
  return report.components.find((each) => each.number === report.component) ?? null;
}

/** The rows that are drawn: all of a time, the largest of sites and groups. */
export function drawnRows(report: Report, kind: Kind): Report['rows'] {
  const isTime = report.by === 'day' || report.by === 'hour';
  if (isTime || report.rows.length <= MOST_DRAWN) return report.rows;
  const place = report.series.indexOf(DRAWN[kind][0]);
  const largest = [...report.rows].sort((a, b) => b.values[place]! - a.values[place]!);
  return largest.slice(0, MOST_DRAWN);
}

/** The key of a row, short enough to stand under a bar. */
export function shortKey(report: Report, key: string, language: Language): string {
  if (report.by === 'day') return shortDay(key, language);
  if (report.by === 'hour') return `${key.padStart(2, '0')}:00`;
  return key || '–';
}

/** A number of one series: money and mass in their units, people and times as they are. */
export function written(
  report: Report,
  series: string,
  value: number,
  language: Language,
): string {
  const component = componentOf(report);
  if (!component || series === 'members') return number(value, language);
  return amount(value, component.unit, component.currency, language);
}

/** A number beside the bars: in the unit that `drawnUnit` names, and short. */
export function shortNumber(report: Report, value: number, language: Language): string {
  const component = componentOf(report);
  const shown = component ? scaled(value, component.unit, component.currency) : value;
  const shape: Intl.NumberFormatOptions = { notation: 'compact', maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language, shape).format(shown);
}

/** " (CNY)", " (kg)": what the bars of a series count, where it is not people or pieces. */
export function drawnUnit(report: Report, series: string): string {
  const component = series === 'members' ? null : componentOf(report);
  if (component?.unit === 'fen') return ` (${component.currency})`;
  return component?.unit === 'gram' ? ' (kg)' : '';
}

export function sumOf(report: Report, series: string): number {
  const place = report.series.indexOf(series);
  return report.rows.reduce((sum, row) => sum + (row.values[place] ?? 0), 0);
}
