/** How a screen asks its site: every answer is a value, a fault of the line is one more answer. */
import { problemFrom, unreachable, type Problem } from './problems.ts';

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem };
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Asked when an act needs the officer's PIN again; resolves true once the PIN was accepted. */
export type StepUp = () => Promise<boolean>;

export interface SealedFile {
  data: Blob;
  next: string;
}

export interface Line {
  fetch: typeof fetch;
  /** Random key of one act; made before the first try and kept across all of its tries. */
  newKey: () => string;
  wait: (ms: number) => Promise<void>;
}

const RETRIES = 2;
const RETRY_AFTER_MS = 400;
const LONGEST_WAIT_MS = 3_000;
const PATIENCE_MS = 8_000;
/** A roster of a whole city is judged in seconds, on a slow machine in a minute. */
const PATIENCE_WITH_FILES_MS = 180_000;

const browserLine: Line = {
  fetch: (input, init) => fetch(input, init),
  newKey: () => crypto.randomUUID(),
  wait: (ms) => new Promise((done) => setTimeout(done, ms)),
};

export class Api {
  /** Set by screens with a signed-in officer; without it, `step_up_needed` is the answer. */
  stepUp: StepUp | null = null;

  constructor(private readonly line: Line = browserLine) {}

  get<T>(path: string): Promise<Answer<T>> {
    return this.try<T>(path, { method: 'GET' });
  }

  /** What takes long to add up: asked once, and waited for. */
  getSlowly<T>(path: string): Promise<Answer<T>> {
    const read = (response: Response) => response.json();
    return this.once<T>(path, { method: 'GET' }, read, PATIENCE_WITH_FILES_MS);
  }

  post<T>(path: string, body: unknown = {}): Promise<Answer<T>> {
    return this.write<T>('POST', path, body);
  }

  delete<T>(path: string): Promise<Answer<T>> {
    return this.write<T>('DELETE', path, undefined);
  }

  /** Hand in a file, once: whoever chose it sees what became of it, and may do it again. */
  upload<T>(path: string, file: File): Promise<Answer<T>> {
    return this.sendFile<T>(path, file, (response) => response.json());
  }

  /** Hand in a file and get one back, which only this page holds. */
  download(path: string, file: File): Promise<Answer<Blob>> {
    return this.sendFile<Blob>(path, file, (response) => response.blob());
  }

  /** A file, and after which place the next one goes on; null where there is no more. */
  file(path: string): Promise<Answer<SealedFile | null>> {
    return this.once(path, { method: 'GET' }, readFile, PATIENCE_WITH_FILES_MS).then((answer) =>
      answer.ok ? { ok: true, value: (answer.value as SealedFile | undefined) ?? null } : answer,
    );
  }

  /** Hand in a file as it is, once. */
  hand<T>(path: string, file: File): Promise<Answer<T>> {
    const headers = {
      'Content-Type': 'application/octet-stream',
      'Idempotency-Key': this.line.newKey(),
    };
    const read = (response: Response) => response.json();
    return this.once<T>(path, { method: 'POST', headers, body: file }, read, PATIENCE_WITH_FILES_MS);
  }

  /** Hand in one picture of a camera, once: the next one shows the same. */
  picture<T>(path: string, picture: Blob): Promise<Answer<T>> {
    const headers = { 'Content-Type': picture.type };
    return this.once<T>(path, { method: 'POST', headers, body: picture });
  }

  private async sendFile<T>(
    path: string,
    file: File,
    read: (response: Response) => Promise<unknown>,
  ): Promise<Answer<T>> {
    const body = new FormData();
    body.append('file', file);
    const headers = { 'Idempotency-Key': this.line.newKey() };
    return this.once<T>(path, { method: 'POST', headers, body }, read, PATIENCE_WITH_FILES_MS);
  }

  /** One act. The site may have done it although its answer was lost: hence the one key. */
  private async write<T>(method: Method, path: string, body: unknown): Promise<Answer<T>> {
    const request: RequestInit = {
      method,
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': this.line.newKey() },
    };
    if (body !== undefined) request.body = JSON.stringify(body);
    const answer = await this.try<T>(path, request);
    if (answer.ok || answer.problem.code !== 'step_up_needed' || !this.stepUp) return answer;
    return (await this.stepUp()) ? this.try<T>(path, request) : answer;
  }

  private async try<T>(path: string, request: RequestInit): Promise<Answer<T>> {
    let answer = await this.once<T>(path, request);
    for (let retry = 1; retry <= RETRIES && isWorthRetrying(answer); retry += 1) {
      await this.line.wait(pauseBefore(retry, answer));
      answer = await this.once<T>(path, request);
    }
    return answer;
  }

  private async once<T>(
    path: string,
    request: RequestInit,
    read: (response: Response) => Promise<unknown> = (response) => response.json(),
    patienceMs = PATIENCE_MS,
  ): Promise<Answer<T>> {
    try {
      const signal = AbortSignal.timeout(patienceMs);
      const options: RequestInit = { ...request, signal, credentials: 'same-origin' };
      const response = await this.line.fetch(path, { ...options, cache: 'no-store' });
      if (!response.ok) return { ok: false, problem: await problemFrom(response) };
      const value = response.status === 204 ? undefined : await read(response);
      return { ok: true, value: value as T };
    } catch {
      return { ok: false, problem: unreachable() };
    }
  }
}

async function readFile(response: Response): Promise<SealedFile> {
  return { data: await response.blob(), next: response.headers.get('Twogate-Next') ?? '' };
}

function isWorthRetrying(answer: Answer<unknown>): boolean {
  return !answer.ok && (answer.problem.code === 'unreachable' || answer.problem.code === 'busy');
}

function pauseBefore(retry: number, answer: Answer<unknown>): number {
  const told = answer.ok ? undefined : answer.problem.retryAfterSeconds;
  return Math.min(told ? told * 1000 : RETRY_AFTER_MS * retry, LONGEST_WAIT_MS);
}

/** The one line of this page. */
export const api = new Api();
