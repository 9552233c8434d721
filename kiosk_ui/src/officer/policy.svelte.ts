/** The policy of the open day, as the desk needs it: asked for once a day, kept for all screens. */
import type { PolicyAnswer } from '../lib/contract_goods.ts';
import { siteStatus } from '../lib/status.svelte.ts';
import { ask } from './session.svelte.ts';

class Policy {
  answer = $state.raw<PolicyAnswer | null>(null);
  private day: string | null | undefined;

  /** Asks unless that of today is here; a screen calls it when it comes up. */
  async look(): Promise<void> {
    const today = siteStatus.answer?.day.day ?? null;
    if (this.answer && this.day === today) return;
    const answer = await ask.get<PolicyAnswer>('/v1/policy');
    if (!answer.ok) return;
    this.answer = answer.value;
    this.day = today;
  }

  get checks() {
    return this.answer?.checks ?? [];
  }

  get components() {
    return this.answer?.components ?? [];
  }
}

export const policy = new Policy();
