/** What the hall may know: who is called where, how long the lanes are. Names nobody. */
import { api } from '../lib/api.ts';
import type { Call, LaneState, TurnsAnswer } from '../lib/contract.ts';
import { terminal } from '../lib/terminal.svelte.ts';
import { newCalls } from './calls.ts';

const EVERY_MS = 2_000;
const LOST_BEFORE_RESTING = 3;

export class Board {
  lanes = $state.raw<LaneState[]>([]);
  /** Newest first. */
  calls = $state.raw<Call[]>([]);
  /** True when nothing was heard for so long that people might wait in vain. */
  isResting = $state(false);
  /** Told of each call once. */
  oncall: (call: Call) => void = () => {};
  private before: Call[] | null = null;
  private lost = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Asks until the returned function is called. */
  watch(): () => void {
    let watching = true;
    const again = async () => {
      await this.ask();
      if (watching) this.timer = setTimeout(again, EVERY_MS);
    };
    void again();
    return () => {
      watching = false;
      clearTimeout(this.timer);
    };
  }

  private async ask(): Promise<void> {
    const answer = await api.get<TurnsAnswer>('/v1/turns');
    this.lost = answer.ok ? 0 : this.lost + 1;
    this.isResting = this.lost >= LOST_BEFORE_RESTING;
    if (answer.ok) this.take(answer.value);
    else if (answer.problem.code === 'terminal_not_paired') terminal.lose();
  }

  private take({ lanes, calls }: TurnsAnswer): void {
    const [newest] = newCalls(calls, this.before);
    this.before = calls;
    this.lanes = lanes;
    this.calls = calls;
    if (newest) this.oncall(newest);
  }
}
