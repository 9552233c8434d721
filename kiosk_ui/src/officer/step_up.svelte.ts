/** The PIN asked once more in its place on the screen, before an act that weighs more. */
import type { Answer } from '../lib/api.ts';
import type { SessionAnswer } from '../lib/contract.ts';
import { ask } from './session.svelte.ts';

class StepUp {
  isAsked = $state(false);
  private waiting: Promise<boolean> | null = null;
  private decide: (given: boolean) => void = () => {};

  /** True once the PIN was accepted, false when the officer lets it be. */
  ask = (): Promise<boolean> => {
    this.waiting ??= new Promise((decide) => {
      this.decide = decide;
      this.isAsked = true;
    });
    return this.waiting;
  };

  async give(pin: string): Promise<Answer<SessionAnswer>> {
    const answer = await ask.post<SessionAnswer>('/v1/session/step-up', { pin });
    if (answer.ok) this.end(true);
    return answer;
  }

  cancel(): void {
    this.end(false);
  }

  private end(given: boolean): void {
    this.isAsked = false;
    this.waiting = null;
    this.decide(given);
  }
}

export const stepUp = new StepUp();
