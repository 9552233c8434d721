/** Which paired screen of the site this is; an unpaired one shows nothing but its pairing. */
import { api, type Answer } from './api.ts';
import type { TerminalAnswer } from './contract.ts';

type Pairing = 'asking' | 'paired' | 'unpaired' | 'unreachable';
const ASK_AGAIN_MS = 3_000;
const ASK_WHETHER_PAIRED_MS = 15_000;

class Terminal {
  pairing = $state<Pairing>('asking');
  paired = $state<TerminalAnswer | null>(null);

  /** Redeems the code of a pairing link, if opened by one; else asks who we are, until answered. */
  async find(code: string | null = takeLinkedCode()): Promise<void> {
    if (code !== null && (await this.pair(code)).ok) return;
    const answer = await api.get<TerminalAnswer>('/v1/terminal');
    this.take(answer);
    if (this.pairing === 'unreachable') setTimeout(() => void this.find(code), ASK_AGAIN_MS);
  }

  /** Asks now and then until the returned function is called: one that was revoked shows it even
      if nobody uses it. */
  watch(): () => void {
    const ask = async () => {
      if (this.pairing !== 'paired') return;
      const answer = await api.get<TerminalAnswer>('/v1/terminal');
      if (!answer.ok && answer.problem.code === 'terminal_not_paired') this.lose();
    };
    const timer = setInterval(() => void ask(), ASK_WHETHER_PAIRED_MS);
    return () => clearInterval(timer);
  }

  /** Redeems the one-time code of six digits that a supervisor made. */
  async pair(code: string): Promise<Answer<TerminalAnswer>> {
    const answer = await api.post<TerminalAnswer>('/v1/terminals/pair', { code });
    if (answer.ok) this.take(answer);
    return answer;
  }

  /** The site says it does not know this terminal (any more): revoked, or its cookie is gone. */
  lose(): void {
    this.paired = null;
    this.pairing = 'unpaired';
  }

  private take(answer: Answer<TerminalAnswer>): void {
    if (answer.ok) {
      this.paired = answer.value;
      this.pairing = 'paired';
    } else if (answer.problem.code === 'terminal_not_paired') this.lose();
    else this.pairing = 'unreachable';
  }
}

/**
 * The one-time code of a link that ends in `#pair=483920`, or null. It is gone from the address
 * at once: whoever reloads the page, or goes back to it, finds no code there.
 */
export function takeLinkedCode(): string | null {
  const code = /^#pair=(\d{6})$/.exec(location.hash)?.[1] ?? null;
  if (code !== null) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

export const terminal = new Terminal();
