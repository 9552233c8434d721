/** Who sits before the hub's pages: an operator or an auditor, or nobody. */
import { api, type Answer } from '../lib/api.ts';
import type { SessionAnswer } from '../lib/contract.ts';

type Stand = 'asking' | 'signed_out' | 'signed_in';
export type Role = SessionAnswer['roles'][number];
const ASK_AGAIN_MS = 3_000;
const TOUCH_EVERY_MS = 30_000;

class Session {
  stand = $state<Stand>('asking');
  operator = $state.raw<SessionAnswer | null>(null);
  private touchedMs = 0;

  async find(): Promise<void> {
    const answer = await api.get<SessionAnswer>('/v1/session');
    const isLost = !answer.ok && answer.problem.code === 'unreachable';
    if (answer.ok) this.begin(answer.value);
    else if (isLost) setTimeout(() => void this.find(), ASK_AGAIN_MS);
    else this.leave();
  }

  async signIn(officer: string, pin: string): Promise<Answer<SessionAnswer>> {
    const answer = await api.post<SessionAnswer>('/v1/session', { officer, pin });
    if (answer.ok) this.begin(answer.value);
    return answer;
  }

  setPin(officer: string, code: string, pin: string): Promise<Answer<unknown>> {
    return api.post('/v1/officers/pin', { officer, one_time_code: code, pin });
  }

  async signOut(): Promise<void> {
    this.leave();
    await api.delete('/v1/session');
  }

  leave(): void {
    this.stand = 'signed_out';
    this.operator = null;
  }

  /** Somebody is at work: the session stays open, as the screens that read by themselves do not
   *  keep it. */
  use(now = Date.now()): void {
    if (this.stand !== 'signed_in' || now - this.touchedMs < TOUCH_EVERY_MS) return;
    this.touchedMs = now;
    void api.post('/v1/session/touch').then((answer) => this.heed(answer));
  }

  /** Every answer passes here: it may say that nobody is signed in any more. */
  heed<T>(answer: Answer<T>): Answer<T> {
    if (!answer.ok && answer.problem.code === 'signed_out') this.leave();
    return answer;
  }

  may(...roles: Role[]): boolean {
    return this.operator?.roles.some((role) => roles.includes(role)) ?? false;
  }

  private begin(operator: SessionAnswer): void {
    this.operator = operator;
    this.stand = 'signed_in';
  }
}

export const session = new Session();

/** Asks the hub as whoever is signed in, and heeds what the answer says of them. */
export const ask = {
  get: async <T>(path: string) => session.heed(await api.get<T>(path)),
  getSlowly: async <T>(path: string) => session.heed(await api.getSlowly<T>(path)),
  post: async <T>(path: string, body: unknown = {}) => session.heed(await api.post<T>(path, body)),
  file: async (path: string) => session.heed(await api.file(path)),
};
