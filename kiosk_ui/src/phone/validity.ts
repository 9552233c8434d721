/** How a pass stands by this phone's clock, which may be wrong: the destination's is what counts. */
import type { Pass } from './read_pass.ts';

export type Validity = 'not_yet' | 'valid' | 'soon_over' | 'over';

const SOON_MS = 30 * 60_000;

export function validityOf(pass: Pass, nowMs: number): Validity {
  if (nowMs > pass.expiresMs) return 'over';
  if (nowMs < pass.issuedMs - 10 * 60_000) return 'not_yet';
  return pass.expiresMs - nowMs <= SOON_MS ? 'soon_over' : 'valid';
}

/** Hours and minutes that are left, rounded down; none once it is over. */
export function timeLeft(pass: Pass, nowMs: number): { hours: number; minutes: number } {
  const minutes = Math.max(0, Math.floor((pass.expiresMs - nowMs) / 60_000));
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}
