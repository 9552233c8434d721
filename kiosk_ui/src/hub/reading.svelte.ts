/** One answer of the hub on a page: asked for at once, perhaps again and again, kept when stale. */
import type { Problem } from '../lib/problems.ts';
import { ask } from './session.svelte.ts';

export class Reading<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** When the value came, by this machine's clock. */
  at = $state(0);
  busy = $state(false);
  private asked = 0;

  constructor(private readonly isSlow = false) {}

  /** Asks; of two questions under way only the later one counts. */
  async ask(path: string): Promise<void> {
    const mine = ++this.asked;
    this.busy = true;
    const answer = await (this.isSlow ? ask.getSlowly<T>(path) : ask.get<T>(path));
    if (mine !== this.asked) return;
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (answer.ok) {
      this.value = answer.value;
      this.at = Date.now();
    }
  }

  /** Asks now and every `seconds`; use in an effect. */
  watch(path: string, seconds: number): () => void {
    void this.ask(path);
    const timer = setInterval(() => void this.ask(path), seconds * 1000);
    return () => clearInterval(timer);
  }
}
