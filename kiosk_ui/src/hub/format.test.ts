import { describe, expect, it } from 'vitest';
import { ago, amount, dayOf, percent, scaled } from './format.ts';

const HOUR = 3_600_000;

describe('what an operator reads', () => {
  it('tells an age in the largest unit that it fills', () => {
    expect(ago(0, 30 * HOUR, 'en')).toBe('1 day ago');
    expect(ago(0, 90 * 60_000, 'en')).toBe('1 hour ago');
    expect(ago(5, 0, 'en')).toBe('0 seconds ago');
  });

  it('has the trade day of the port, not that of the browser', () => {
    expect(dayOf(Date.UTC(2026, 10, 24, 17))).toBe('2026-11-25');
    expect(dayOf(Date.UTC(2026, 10, 24, 17), 6)).toBe('2026-11-19');
  });

  it('knows that the dong has no hundredth', () => {
    expect(scaled(250, 'fen', 'VND')).toBe(250);
    expect(scaled(250, 'fen', 'CNY')).toBe(2.5);
    expect(amount(250, 'piece', null, 'en')).toBe('250');
  });

  it('gives no share of nothing', () => {
    expect(percent(1, 0, 'en')).toBe('–');
    expect(percent(1, 8, 'en')).toBe('12.5%');
  });
});
