/** The PIN, or the passphrase, asked once more in its place on the screen, before what weighs more. */
import type { Answer, Api } from './api.ts';
import type { SessionAnswer } from './contract.ts';

type Asking = Pick<Api, 'post'>;

export class StepUp {
  isAsked = $state(false);
  private waiting: Promise<boolean> | null = null;
  private decide: (given: boolean) => void = () => {};

  constructor(private readonly api: Asking) {}

  /** True once it was accepted, false when whoever was asked lets it be. */
  ask = (): Promise<boolean> => {
    this.waiting ??= new Promise((decide) => {
      this.decide = decide;
      this.isAsked = true;
    });
    return this.waiting;
  };

  async give(secret: string): Promise<Answer<SessionAnswer>> {
    const answer = await this.api.post<SessionAnswer>('/v1/session/step-up', { pin: secret });
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
