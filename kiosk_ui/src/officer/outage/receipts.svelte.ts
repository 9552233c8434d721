/** Receipts scanned back in, one after another: none is lost while the site thinks. */
import type { RecoveredAnswer, Recovery } from '../../lib/contract.ts';
import type { ProblemCode } from '../../lib/problems.ts';
import { ask } from '../session.svelte.ts';

const SHOWN = 12;

export interface Scanned {
  number: number;
  outcome: Recovery;
}

export class Receipts {
  /** Newest first. */
  scanned = $state.raw<Scanned[]>([]);
  recovered = $state(0);
  here = $state(0);
  refused = $state(0);
  fault = $state<ProblemCode | null>(null);
  busy = $state(false);
  private waiting: string[] = [];
  private count = 0;

  async scan(text: string): Promise<void> {
    this.waiting.push(text);
    if (this.busy) return;
    this.busy = true;
    while (this.waiting.length > 0) await this.take(this.waiting[0]!);
    this.busy = false;
  }

  forget(): void {
    this.waiting = [];
    this.scanned = [];
    this.count = this.recovered = this.here = this.refused = 0;
    this.fault = null;
  }

  private async take(text: string): Promise<void> {
    const answer = await ask.post<RecoveredAnswer>('/v1/receipts/recover', { receipts: [text] });
    this.waiting.shift();
    this.fault = answer.ok ? null : answer.problem.code;
    if (answer.ok) for (const outcome of answer.value.outcomes) this.note(outcome);
    else this.waiting = [];
  }

  private note(outcome: Recovery): void {
    this.count += 1;
    if (outcome === 'receipt_recovered') this.recovered += 1;
    else if (outcome === 'receipt_here_already') this.here += 1;
    else this.refused += 1;
    this.scanned = [{ number: this.count, outcome }, ...this.scanned].slice(0, SHOWN);
  }
}

export const receipts = new Receipts();
