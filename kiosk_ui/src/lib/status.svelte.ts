/** How the site does, asked again and again: open or closed, writing or not, reachable or not. */
import { api } from './api.ts';
import type { Names, Opening, StatusAnswer } from './contract.ts';
import { tellTimeIn, type Language } from './format.ts';

const EVERY_MS = 5_000;
/** An answer is lost after three tries; one such is no reason to close a kiosk, two are. */
const LOST_BEFORE_OUT = 2;

class SiteStatus {
  answer = $state<StatusAnswer | null>(null);
  private lost = $state(0);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** True when nothing can be recorded now: the member must go to the officer. */
  get isOutOfService(): boolean {
    return this.lost >= LOST_BEFORE_OUT || this.answer?.writing === false;
  }

  /** Whether there is a trade day, whoever may come in. */
  get isDayOpen(): boolean {
    return this.answer?.day.state === 'open';
  }

  /** Whether a member may come in, as far as the site goes. */
  get isOpen(): boolean {
    return this.isDayOpen && this.answer?.opening.state !== 'closed';
  }

  get opening(): Opening | null {
    return this.answer?.opening ?? null;
  }

  /** Asks now and every five seconds until the returned function is called. */
  watch(): () => void {
    const ask = async () => {
      await this.ask();
      this.timer = setTimeout(ask, EVERY_MS);
    };
    void ask();
    return () => clearTimeout(this.timer);
  }

  async ask(): Promise<void> {
    const answer = await api.get<StatusAnswer>('/v1/status');
    if (answer.ok) {
      tellTimeIn(answer.value.opening.zone);
      this.answer = answer.value;
    }
    this.lost = answer.ok ? 0 : this.lost + 1;
  }

  siteName(language: Language): string {
    return this.answer ? nameIn(this.answer.site, language) : '';
  }
}

export function nameIn(site: Names, language: Language): string {
  return language === 'zh-CN' ? site.zh : site[language];
}

export const siteStatus = new SiteStatus();
