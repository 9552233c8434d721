/** Guards a member's privacy: a personal screen left alone asks, then forgets. */

export const QUIET_MS = 45_000;
export const WARNING_MS = 20_000;
export const MOST_EXTENSIONS = 10;

export interface IdleScreen {
  /** The warning begins; `canExtend` is false after the tenth extension. */
  warn: (canExtend: boolean) => void;
  /** The member answered: the warning goes away. */
  resume: () => void;
  /** Nobody answered: forget everything personal. */
  wipe: () => void;
}

export class IdleGuard {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private extensions = 0;
  private warning = false;

  constructor(private readonly screen: IdleScreen) {}

  /** A personal screen came up (again): the count of extensions starts anew. */
  start(): void {
    this.extensions = 0;
    this.warning = false;
    this.beQuiet();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.warning = false;
  }

  /** A touch or a sentence read aloud. During the warning only its own button answers. */
  touch(): void {
    if (this.timer !== undefined && !this.warning) this.beQuiet();
  }

  extend(): void {
    if (!this.warning || !this.canExtend()) return;
    this.extensions += 1;
    this.warning = false;
    this.screen.resume();
    this.beQuiet();
  }

  private canExtend(): boolean {
    return this.extensions < MOST_EXTENSIONS;
  }

  private beQuiet(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beginWarning(), QUIET_MS);
  }

  private beginWarning(): void {
    this.warning = true;
    this.screen.warn(this.canExtend());
    this.timer = setTimeout(() => {
      this.stop();
      this.screen.wipe();
    }, WARNING_MS);
  }
}
