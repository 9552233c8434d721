/** Calling people: one ticket at a time is at this counter, until it was served or nobody came. */
import type { Answer } from '../lib/api.ts';
import type { CalledTurn, Lane } from '../lib/contract.ts';
import type { ProblemCode } from '../lib/problems.ts';
import { live } from './live.svelte.ts';
import { ask } from './session.svelte.ts';

export const LANES: readonly Lane[] = ['person', 'goods', 'green', 'help'];

class Queue {
  called = $state.raw<CalledTurn | null>(null);
  /** The lane last called from: the one that a shortcut means. */
  lane = $state<Lane>('person');
  busy = $state(false);
  problem = $state<ProblemCode | null>(null);

  async call(lane: Lane): Promise<void> {
    if (this.busy || this.called) return;
    this.lane = lane;
    const answer = await this.act(() => ask.post<CalledTurn>('/v1/turns/call', { lane }));
    if (answer.ok) this.called = answer.value;
  }

  async finish(result: 'served' | 'absent'): Promise<boolean> {
    if (this.busy || !this.called) return false;
    const path = `/v1/turns/${this.called.number}/finish`;
    const answer = await this.act(() => ask.post<CalledTurn>(path, { result }));
    // A ticket that was finished elsewhere, or annulled meanwhile, is not at this counter either.
    const isGone = !answer.ok && answer.problem.status === 409;
    if (answer.ok || isGone) this.called = null;
    return answer.ok;
  }

  async finishAndCallNext(): Promise<void> {
    const lane = this.called?.lane ?? this.lane;
    if (await this.finish('served')) await this.call(lane);
  }

  forget(): void {
    this.called = null;
    this.problem = null;
  }

  private async act<T>(question: () => Promise<Answer<T>>): Promise<Answer<T>> {
    this.busy = true;
    this.problem = null;
    const answer = await question();
    this.busy = false;
    if (!answer.ok) this.problem = answer.problem.code;
    void live.ask();
    return answer;
  }
}

export const queue = new Queue();
