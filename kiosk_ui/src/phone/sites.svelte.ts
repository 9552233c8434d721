/** The sites by name, and how each stands: asked when there is a network, kept for when there is none. */
import { api } from '../lib/api.ts';
import type { Names, Opening } from '../lib/contract.ts';
import type { Currency } from '../lib/money.ts';

export interface PublicSite {
  site: string;
  names: Names;
  epochs: string[];
  currency: Currency;
  opening: Opening;
}

interface PublicSites {
  at: number;
  sites: PublicSite[];
}

const KEPT = 'twogate.sites';

class Sites {
  known = $state<PublicSites | null>(recallSites());
  /** Whether the last question went unanswered: what is shown is of an earlier time. */
  isStale = $state(true);

  async ask(): Promise<void> {
    const answer = await api.get<PublicSites>('/v1/phone/sites');
    this.isStale = !answer.ok;
    if (!answer.ok) return;
    this.known = answer.value;
    keepSites(answer.value);
  }

  named(site: string): PublicSite | null {
    return this.known?.sites.find((each) => each.site === site) ?? null;
  }

  /** Whose key this is: the issuer of a pass names only its epoch. */
  ofEpoch(epoch: string): PublicSite | null {
    return this.known?.sites.find((each) => each.epochs.includes(epoch)) ?? null;
  }
}

export const sites = new Sites();

function recallSites(): PublicSites | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as PublicSites | null;
  } catch {
    return null;
  }
}

function keepSites(known: PublicSites): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(known));
  } catch {
    // Without storage the names are there for as long as the page is open.
  }
}
