import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IdleGuard, MOST_EXTENSIONS, QUIET_MS, WARNING_MS } from './idle.ts';

const screen = { warn: vi.fn(), resume: vi.fn(), wipe: vi.fn() };
let guard: IdleGuard;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  guard = new IdleGuard(screen);
  guard.start();
});
afterEach(() => vi.useRealTimers());

describe('a personal screen left alone', () => {
  it('asks after 45 seconds and forgets 20 seconds later', () => {
    vi.advanceTimersByTime(QUIET_MS - 1);
    expect(screen.warn).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(screen.warn).toHaveBeenCalledWith(true);
    vi.advanceTimersByTime(WARNING_MS);
    expect(screen.wipe).toHaveBeenCalledOnce();
  });

  it('waits anew after each touch', () => {
    vi.advanceTimersByTime(QUIET_MS - 1);
    guard.touch();
    vi.advanceTimersByTime(QUIET_MS - 1);
    expect(screen.warn).not.toHaveBeenCalled();
  });

  it('stays when the member says so, ten times and no more', () => {
    for (let time = 1; time <= MOST_EXTENSIONS; time += 1) {
      vi.advanceTimersByTime(QUIET_MS);
      guard.extend();
      expect(screen.resume).toHaveBeenCalledTimes(time);
    }
    vi.advanceTimersByTime(QUIET_MS);
    expect(screen.warn).toHaveBeenLastCalledWith(false);
    guard.extend();
    vi.advanceTimersByTime(WARNING_MS);
    expect(screen.resume).toHaveBeenCalledTimes(MOST_EXTENSIONS);
    expect(screen.wipe).toHaveBeenCalledOnce();
  });

  it('is not kept by an elbow on the glass during the warning', () => {
    vi.advanceTimersByTime(QUIET_MS);
    guard.touch();
    vi.advanceTimersByTime(WARNING_MS);
    expect(screen.wipe).toHaveBeenCalledOnce();
  });

  it('forgets nothing once its guard has stopped', () => {
    guard.stop();
    guard.touch();
    vi.advanceTimersByTime(QUIET_MS + WARNING_MS);
    expect(screen.warn).not.toHaveBeenCalled();
    expect(screen.wipe).not.toHaveBeenCalled();
  });
});
