/** Whether anybody sits at the station: keeps the session open, and locks when nobody does. */

/** The site is told of use at most this often; every telling is one request. */
export const TOUCH_EVERY_MS = 15_000;

export interface Attended {
  /** Tell the site that the station is in use. */
  touch: () => void;
  lock: () => void;
}

export class Attention {
  private lockTimer: ReturnType<typeof setTimeout> | undefined;
  private touchTimer: ReturnType<typeof setTimeout> | undefined;
  private touchedAt = -Infinity;

  constructor(
    private readonly locksAfterMs: number,
    private readonly attended: Attended,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The first use is told at once: after a reload nobody knows how old the session is. */
  start(): void {
    this.restartLock();
  }

  stop(): void {
    clearTimeout(this.lockTimer);
    clearTimeout(this.touchTimer);
    this.touchTimer = undefined;
  }

  /**
   * A key, a touch, a scan. The last use of a burst is told as well, though later: else the site
   * would lock up to fifteen seconds before the station does.
   */
  use(): void {
    this.restartLock();
    if (this.touchTimer !== undefined) return;
    const wait = Math.max(0, this.touchedAt + TOUCH_EVERY_MS - this.now());
    this.touchTimer = setTimeout(() => this.touch(), wait);
  }

  private touch(): void {
    this.touchTimer = undefined;
    this.touchedAt = this.now();
    this.attended.touch();
  }

  private restartLock(): void {
    clearTimeout(this.lockTimer);
    this.lockTimer = setTimeout(() => {
      this.stop();
      this.attended.lock();
    }, this.locksAfterMs);
  }
}

const SIGNS_OF_USE = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

/** Hears every sign of use before a scanner or a field can keep it to itself. */
export function watchUse(use: () => void, page: Window = window): () => void {
  const options = { capture: true, passive: true };
  for (const sign of SIGNS_OF_USE) page.addEventListener(sign, use, options);
  return () => {
    for (const sign of SIGNS_OF_USE) page.removeEventListener(sign, use, options);
  };
}
