/** Seconds that somebody must wait, counted down where they can see them. */

export class Countdown {
  /** Whole seconds left; 0 when nobody needs to wait. */
  left = $state(0);
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly now: () => number = Date.now) {}

  start(seconds: number): void {
    this.until(this.now() + seconds * 1000);
  }

  /** Counts to a moment (ms since 1970 by `now`), so that a sleeping machine counts right. */
  until(endMs: number): void {
    this.stop();
    const count = () => {
      this.left = Math.max(0, Math.ceil((endMs - this.now()) / 1000));
      if (this.left === 0) this.stop();
    };
    this.timer = setInterval(count, 1000);
    count();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

/** `4:05`: minutes and seconds, the same in every language. */
export function clockLeft(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
