import { describe, expect, it } from 'vitest';
import type { Pass } from './read_pass.ts';
import { surroundingsOf } from './surroundings.ts';
import { timeLeft, validityOf } from './validity.ts';

const MINUTE = 60_000;
const pass = { issuedMs: 1_000 * MINUTE, expiresMs: 1_240 * MINUTE } as Pass;

describe('a pass on the phone', () => {
  it.each([
    [989, 'not_yet'],
    [990, 'valid'],
    [1_209, 'valid'],
    [1_210, 'soon_over'],
    [1_240, 'soon_over'],
    [1_241, 'over'],
  ])('at minute %i is %s', (minute, validity) => {
    expect(validityOf(pass, minute * MINUTE)).toBe(validity);
  });

  it('never promises a minute more than is left', () => {
    expect(timeLeft(pass, 1_000 * MINUTE + 1)).toEqual({ hours: 3, minutes: 59 });
    expect(timeLeft(pass, 2_000 * MINUTE)).toEqual({ hours: 0, minutes: 0 });
  });
});

describe('the page knows in what it was opened', () => {
  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1', 'ios'],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/150 Mobile', 'android'],
    ['Mozilla/5.0 (iPhone) MicroMessenger/8.0.50', 'wechat'],
    ['Mozilla/5.0 (X11; Linux x86_64) Firefox/140', 'other'],
  ])('%s', (agent, where) => {
    expect(surroundingsOf({ agent, isStandalone: false })).toBe(where);
    expect(surroundingsOf({ agent, isStandalone: true })).toBe('installed');
  });
});
