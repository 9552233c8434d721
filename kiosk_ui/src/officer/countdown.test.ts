import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Countdown, clockLeft } from './countdown.svelte.ts';

describe('a wait, counted down', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('counts whole seconds to zero and stays there', () => {
    const wait = new Countdown();
    wait.start(3);
    expect(wait.left).toBe(3);
    vi.advanceTimersByTime(2_000);
    expect(wait.left).toBe(1);
    vi.advanceTimersByTime(5_000);
    expect(wait.left).toBe(0);
  });

  it('starts anew without the rest of the last wait', () => {
    const wait = new Countdown();
    wait.start(30);
    wait.start(5);
    vi.advanceTimersByTime(1_000);
    expect(wait.left).toBe(4);
    wait.stop();
  });

  it('is written as minutes and seconds', () => {
    expect(clockLeft(900)).toBe('15:00');
    expect(clockLeft(65)).toBe('1:05');
    expect(clockLeft(9)).toBe('0:09');
  });
});
