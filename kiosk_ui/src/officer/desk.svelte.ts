/** The officer's desk: which screen is open, the case at the counter, what a lock must keep. */
import type { DayAnswer } from '../lib/contract.ts';
import { Case } from './case.svelte.ts';
import { goodsCase } from './goods/goods_case.svelte.ts';
import { live } from './live.svelte.ts';
import { receipts } from './outage/receipts.svelte.ts';
import { queue } from './queue.svelte.ts';
import { session } from './session.svelte.ts';
import { stepUp } from './step_up.svelte.ts';

export type View =
  'counter' | 'look-up' | 'goods' | 'day' | 'paper' | 'receipts' | 'terminals' | 'officers' | 'roster';

class Desk {
  view = $state<View>('counter');
  /** The screen that a scan pre-empted: it comes back, with its drafts, once the case is done. */
  cameFrom = $state<View | null>(null);
  readonly case = new Case();
  /** The closing slip of the day that was closed last, until the officer leaves. */
  slip = $state.raw<DayAnswer | null>(null);
  /** The number looked up last. */
  lookedUp = $state<number | null>(null);

  constructor() {
    this.case.onbegin = () => this.preempt();
    this.case.onend = () => this.comeBack();
  }

  open(view: View): void {
    this.cameFrom = null;
    this.view = view;
  }

  /** The screens after an outage are entered from the trade day, and belong to it. */
  isWithin(view: View): boolean {
    const isOutage = this.view === 'paper' || this.view === 'receipts';
    return this.view === view || (view === 'day' && isOutage);
  }

  /** True for the open screen and for the one that waits behind it. */
  keeps(view: View): boolean {
    return this.view === view || this.cameFrom === view;
  }

  forget(): void {
    this.open('counter');
    this.case.forget();
    this.slip = null;
    receipts.forget();
    goodsCase.forget();
    this.lookedUp = null;
    stepUp.cancel();
    queue.forget();
    live.forget();
  }

  private preempt(): void {
    stepUp.cancel();
    if (this.view === 'counter') return;
    this.cameFrom = this.view;
    this.view = 'counter';
  }

  private comeBack(): void {
    if (this.cameFrom) this.open(this.cameFrom);
  }
}

export const desk = new Desk();
session.forget = () => desk.forget();
