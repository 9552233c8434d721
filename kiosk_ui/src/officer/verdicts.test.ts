import { describe, expect, it } from 'vitest';
import { judgementOf, markOf } from './verdicts.ts';

const seen = { outcome: 'welcome', direction: 'in', isInside: false } as const;

describe('what a scan asks of the officer', () => {
  it('admits only whom the site welcomes', () => {
    expect(judgementOf(seen)).toEqual({ verdict: 'green', word: 'admit', offer: 'admit' });
  });

  it('lets out, and flags who never came in', () => {
    expect(judgementOf({ ...seen, direction: 'out', isInside: true }).word).toBe('let_out');
    const flagged = judgementOf({ ...seen, direction: 'out' });
    expect(flagged).toEqual({ verdict: 'amber', word: 'no_entry', offer: 'let_out' });
  });

  it('offers to check out who is inside already', () => {
    expect(judgementOf({ ...seen, outcome: 'already_inside' }).offer).toBe('check_out');
  });

  it.each(['suspended', 'expired', 'card_revoked', 'card_not_genuine', 'unknown_member'])(
    'refuses %s and offers nothing',
    (outcome) => {
      const judged = judgementOf({ ...seen, outcome });
      expect(judged).toEqual({ verdict: 'red', word: 'refuse', offer: 'nothing' });
    },
  );

  it.each(['minor', 'card_unknown_key', 'presence_insufficient'])('refers %s', (outcome) => {
    expect(judgementOf({ ...seen, outcome }).word).toBe('refer');
  });

  it('never admits on a word it does not know', () => {
    expect(judgementOf({ ...seen, outcome: 'constructor' }).offer).toBe('nothing');
    expect(judgementOf({ ...seen, outcome: 'sold_out' }).offer).toBe('nothing');
  });

  it('marks every refusal alike', () => {
    expect(markOf('entered')).toBe('in');
    expect(markOf('left_without_entry')).toBe('flag');
    expect(markOf('annulled')).toBe('void');
    expect(markOf('suspended')).toBe('no');
  });
});
