import { describe, expect, it } from 'vitest';
import type { Report } from '../contract.ts';
import { drawnRows, drawnUnit, shortKey, shortNumber, sumOf, written } from './shape.ts';

const VALUE = {
  number: 1,
  code: 'value',
  names: { zh: '金额', vi: 'Giá trị', en: 'Value' },
  unit: 'fen',
  period: 'day',
  currency: 'CNY',
} as const;
const SUGAR = { ...VALUE, number: 2, code: 'sugar', unit: 'gram', currency: null } as const;

function report(by: Report['by'], count: number, component: number | null = 1): Report {
  const rows = Array.from({ length: count }, (_, place) => ({
    key: `G${String(place).padStart(3, '0')}`,
    label: null,
    values: [place * 100, 0, 0, 1],
  }));
  const series = ['spent', 'overridden', 'opened', 'members'];
  const components = [VALUE, SUGAR];
  return { by, since: '2026-11-24', until: '2026-11-24', series, rows, component, components };
}

describe('a report', () => {
  it('draws the largest of many groups, and all of a time', () => {
    const drawn = drawnRows(report('group', 60), 'exempt');
    expect(drawn).toHaveLength(24);
    expect(drawn[0]!.key).toBe('G059');
    expect(drawnRows(report('day', 60), 'exempt')).toHaveLength(60);
  });

  it('writes money and mass in the units of people, and people as they are', () => {
    expect(written(report('site', 1), 'spent', 123_456, 'en')).toBe('CN¥1,234.56');
    expect(written(report('site', 1, 2), 'spent', 1_500, 'vi')).toContain('1,5');
    expect(written(report('site', 1), 'members', 1_500, 'en')).toBe('1,500');
  });

  it('names beside the bars what they count', () => {
    expect(drawnUnit(report('site', 1), 'spent')).toBe(' (CNY)');
    expect(drawnUnit(report('site', 1, 2), 'spent')).toBe(' (kg)');
    expect(drawnUnit(report('site', 1, null), 'entered')).toBe('');
    expect(shortNumber(report('site', 1), 3_500_000, 'en')).toBe('35K');
  });

  it('adds up a series over all of its rows', () => {
    expect(sumOf(report('group', 4), 'spent')).toBe(600);
  });

  it('writes an hour as a clock does', () => {
    expect(shortKey(report('hour', 1), '7', 'en')).toBe('07:00');
    expect(shortKey(report('group', 1), '', 'en')).toBe('–');
  });
});
