/** Today as it happens: the newest check-ins, the lanes, the totals; asked every two seconds. */
import type { CheckInsAnswer, LaneState, TurnsAnswer } from '../lib/contract.ts';
import { ask } from './session.svelte.ts';

const EVERY_MS = 2_000;
const NEWEST = 100;

class Live {
  checkIns = $state.raw<CheckInsAnswer | null>(null);
  turns = $state.raw<TurnsAnswer | null>(null);
  /** References that came after the first list: only they appear softly. */
  fresh = $state.raw<ReadonlySet<string>>(new Set());
  /** True when the last question went unanswered: what is shown is the last that was known. */
  isStale = $state(false);
  /** An answer that comes after the answer to a later question is old news. */
  private asked = 0;
  private answered = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Asks until the returned function is called; a hidden page asks nothing. */
  watch(): () => void {
    let watching = true;
    const again = async () => {
      if (!document.hidden) await this.ask();
      if (watching) this.timer = setTimeout(again, EVERY_MS);
    };
    void again();
    return () => {
      watching = false;
      clearTimeout(this.timer);
    };
  }

  async ask(): Promise<void> {
    const turn = (this.asked += 1);
    const [checkIns, turns] = await Promise.all([
      ask.get<CheckInsAnswer>(`/v1/check-ins?limit=${NEWEST}`),
      ask.get<TurnsAnswer>('/v1/turns'),
    ]);
    if (turn < this.answered) return;
    this.answered = turn;
    if (checkIns.ok) this.take(checkIns.value);
    if (turns.ok) this.turns = turns.value;
    this.isStale = !checkIns.ok || !turns.ok;
  }

  laneState(lane: string): LaneState | undefined {
    return this.turns?.lanes.find((each) => each.lane === lane);
  }

  forget(): void {
    this.checkIns = null;
    this.turns = null;
    this.fresh = new Set();
  }

  private take(answer: CheckInsAnswer): void {
    const known = new Set(this.checkIns?.items.map((each) => each.reference));
    const isFirst = this.checkIns === null;
    const came = answer.items.filter((each) => !isFirst && !known.has(each.reference));
    if (came.length > 0) this.fresh = new Set(came.map((each) => each.reference));
    this.checkIns = answer;
  }
}

export const live = new Live();
