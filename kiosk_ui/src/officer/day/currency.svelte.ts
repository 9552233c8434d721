/** In which money the port counts: the policy of the day says it, and it is asked once. */
import type { PolicyAnswer } from '../../lib/contract_goods.ts';
import type { Currency } from '../../lib/money.ts';
import { ask } from '../session.svelte.ts';

class PortCurrency {
  of = $state<Currency>('CNY');
  private isKnown = false;

  async find(): Promise<void> {
    if (this.isKnown) return;
    const answer = await ask.get<PolicyAnswer>('/v1/policy');
    if (!answer.ok) return;
    this.of = answer.value.currency;
    this.isKnown = true;
  }
}

export const currency = new PortCurrency();
