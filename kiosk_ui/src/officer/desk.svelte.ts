/** The officer's desk: which screen is open, the case at the counter, what a lock must keep. */
import type { DayAnswer } from '../lib/contract.ts';
import { Case } from './case.svelte.ts';
import { goodsCase } from './goods/goods_case.svelte.ts';
import { inspecting, type Subject } from './inspection/inspection.svelte.ts';
import { live } from './live.svelte.ts';
import { receipts } from './outage/receipts.svelte.ts';
import { isListOfGoods, isOfPasses, PassCase } from './passes/pass_case.svelte.ts';
import { queue } from './queue.svelte.ts';
import { session } from './session.svelte.ts';
import { stepUp } from './step_up.svelte.ts';

export type View =
  | 'counter' | 'inspection' | 'look-up' | 'goods' | 'day'
  | 'paper' | 'receipts' | 'terminals' | 'officers' | 'roster' | 'carry' | 'hits';

class Desk {
  view = $state<View>('counter');
  /** The screen that a scan pre-empted: it comes back, with its drafts, once the case is done. */
  cameFrom = $state<View | null>(null);
  readonly case = new Case();
  readonly pass = new PassCase();
  /** The closing slip of the day that was closed last, until the officer leaves. */
  slip = $state.raw<DayAnswer | null>(null);
  /** The number looked up last. */
  lookedUp = $state<number | null>(null);

  constructor() {
    this.case.onbegin = () => this.preempt();
    this.case.onend = () => this.comeBack();
    this.pass.onbegin = () => this.preempt();
    this.pass.onend = () => this.comeBack();
  }

  /** Whatever was read: a card, a pass, a void. The newest scan is the one that counts. */
  scan(text: string): void {
    if (isListOfGoods(text)) return void this.pass.readList(text);
    const isPass = isOfPasses(text);
    if (isPass) this.case.drop();
    else this.pass.forget();
    void (isPass ? this.pass : this.case).scan(text);
  }

  typed(member: number): void {
    this.pass.forget();
    void this.case.typed(member);
  }

  /** O3: what the officer does with whoever stands at the counter. */
  inspect(subject: Subject): void {
    this.case.drop();
    this.open('inspection');
    void inspecting.begin(subject);
  }

  open(view: View): void {
    this.cameFrom = null;
    this.view = view;
  }

  /** The screens after an outage are entered from the trade day, and belong to it. */
  isWithin(view: View): boolean {
    const isOutage =
      this.view === 'paper' ||
      this.view === 'receipts' ||
      (this.view === 'carry' && !session.may('operator'));
    return this.view === view || (view === 'day' && isOutage);
  }

  /** True for the open screen and for the one that waits behind it. */
  keeps(view: View): boolean {
    return this.view === view || this.cameFrom === view;
  }

  forget(): void {
    this.open('counter');
    this.case.forget();
    this.pass.forget();
    this.pass.missed = null;
    inspecting.forget();
    inspecting.today = [];
    inspecting.drafts = [];
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
