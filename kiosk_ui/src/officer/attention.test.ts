import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Attention, TOUCH_EVERY_MS } from './attention.ts';

describe('whether anybody sits at the station', () => {
  const touch = vi.fn();
  const lock = vi.fn();
  let attention: Attention;

  beforeEach(() => {
    vi.useFakeTimers();
    attention = new Attention(90_000, { touch, lock }, () => Date.now());
    attention.start();
  });
  afterEach(() => {
    attention.stop();
    touch.mockReset();
    lock.mockReset();
    vi.useRealTimers();
  });

  it('locks after ninety seconds without use, once', () => {
    vi.advanceTimersByTime(89_999);
    expect(lock).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200_000);
    expect(lock).toHaveBeenCalledOnce();
  });

  it('begins anew with every use', () => {
    vi.advanceTimersByTime(80_000);
    attention.use();
    vi.advanceTimersByTime(80_000);
    expect(lock).not.toHaveBeenCalled();
  });

  it('tells the site at most every fifteen seconds', () => {
    for (let second = 0; second < 60; second += 1) {
      vi.advanceTimersByTime(1_000);
      attention.use();
    }
    expect(touch.mock.calls.length).toBeLessThanOrEqual(1 + 60_000 / TOUCH_EVERY_MS);
    expect(touch).toHaveBeenCalled();
  });

  it('tells of the last use of a burst, so that the site does not lock first', () => {
    vi.advanceTimersByTime(20_000);
    attention.use();
    vi.advanceTimersByTime(1);
    expect(touch).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(10_000);
    attention.use();
    vi.advanceTimersByTime(TOUCH_EVERY_MS);
    expect(touch).toHaveBeenCalledTimes(2);
  });

  it('tells nothing more once it has locked', () => {
    vi.advanceTimersByTime(90_000);
    touch.mockReset();
    vi.advanceTimersByTime(60_000);
    expect(touch).not.toHaveBeenCalled();
  });
});
