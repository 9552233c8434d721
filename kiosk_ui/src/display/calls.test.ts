import { describe, expect, it } from 'vitest';
import type { Call } from '../lib/contract.ts';
import { newCalls } from './calls.ts';

const call = (number: string, at: number): Call => ({ number, lane: 'person', counter: 'T02', at });

describe('which calls sound', () => {
  it('none when the display has just started', () => {
    expect(newCalls([call('P001', 1)], null)).toEqual([]);
  });

  it('the one that came since, the newest first', () => {
    const before = [call('P001', 1)];
    const now = [call('P003', 3), call('P002', 2), call('P001', 1)];
    expect(newCalls(now, before).map((each) => each.number)).toEqual(['P003', 'P002']);
  });

  it('a number that is called once more', () => {
    expect(newCalls([call('P001', 9)], [call('P001', 1)])).toHaveLength(1);
  });
});
