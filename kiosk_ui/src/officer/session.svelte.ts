/** Who sits at this station: an officer, an officer who went away for a moment, or nobody. */
import { api, type Answer } from '../lib/api.ts';
import type { SessionAnswer } from '../lib/contract.ts';
import { terminal } from '../lib/terminal.svelte.ts';

export type Role = SessionAnswer['roles'][number];
type Stand = 'asking' | 'signed_out' | 'signed_in' | 'locked';
const ASK_AGAIN_MS = 3_000;

class Session {
  stand = $state<Stand>('asking');
  /** Also while the station is locked: then only who must come back, and to which place. */
  officer = $state<SessionAnswer | null>(null);
  /** Called when another officer comes, or the same one leaves for good. */
  forget: () => void = () => {};

  /** After a reload the site may still know the officer. */
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
    else this.heedTerminal(answer);
    return answer;
  }

  async setPin(officer: string, code: string, pin: string): Promise<Answer<unknown>> {
    return api.post('/v1/officers/pin', { officer, one_time_code: code, pin });
  }

  /** Nobody is here: ends the session at the site, and keeps in mind where the officer was. */
  lock(): void {
    if (this.stand !== 'signed_in') return;
    this.stand = 'locked';
    void api.delete('/v1/session');
  }

  /** The officer goes, and leaves nothing behind. */
  async signOut(): Promise<void> {
    this.leave();
    await api.delete('/v1/session');
  }

  /** Somebody else wants to sign in at the locked station. */
  leave(): void {
    this.stand = 'signed_out';
    this.officer = null;
    this.forget();
  }

  touch(): void {
    void api.post('/v1/session/touch').then((answer) => this.heed(answer));
  }

  /** Every answer of the site passes here: it may say that officer or station are unknown now. */
  heed<T>(answer: Answer<T>): Answer<T> {
    if (!answer.ok && answer.problem.code === 'signed_out' && this.stand === 'signed_in') {
      this.stand = 'locked';
    }
    this.heedTerminal(answer);
    return answer;
  }

  may(...roles: Role[]): boolean {
    return this.officer?.roles.some((role) => roles.includes(role)) ?? false;
  }

  private begin(officer: SessionAnswer): void {
    if (this.officer && this.officer.officer !== officer.officer) this.forget();
    this.officer = officer;
    this.stand = 'signed_in';
  }

  private heedTerminal(answer: Answer<unknown>): void {
    if (!answer.ok && answer.problem.code === 'terminal_not_paired') terminal.lose();
  }
}

export const session = new Session();

/** Asks the site as the officer, and heeds what the answer says of the officer. */
export const ask = {
  get: async <T>(path: string) => session.heed(await api.get<T>(path)),
  post: async <T>(path: string, body: unknown = {}) => session.heed(await api.post<T>(path, body)),
  upload: async <T>(path: string, file: File) => session.heed(await api.upload<T>(path, file)),
  download: async (path: string, file: File) => session.heed(await api.download(path, file)),
  file: async (path: string) => session.heed(await api.file(path)),
  hand: async <T>(path: string, file: File) => session.heed(await api.hand<T>(path, file)),
};
