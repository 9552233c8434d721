/** The passphrase asked once more, before what weighs more than reading. */
import type { Answer } from '../lib/api.ts';
import type { SessionAnswer } from '../lib/contract.ts';
import { ask } from './session.svelte.ts';

class StepUp {
  isAsked = $state(false);
  private waiting: Promise<boolean> | null = null;
  private decide: (given: boolean) => void = () => {};

  /** True once it was accepted, false when it was let be. */
  ask = (): Promise<boolean> => {
    this.waiting ??= new Promise((decide) => {
      this.decide = decide;
      this.isAsked = true;
    });
    return this.waiting;
  };

  async give(pin: string): Promise<Answer<SessionAnswer>> {
    const answer = await ask.post<SessionAnswer>('/v1/session/step-up', { pin });
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

export const stepUp = new StepUp();

/** A file for which it may be asked: fetched, and if need be fetched again. */
export async function fetchFile(path: string): Promise<Answer<Blob>> {
  let answer = await ask.file(path);
  const wants = !answer.ok && answer.problem.code === 'step_up_needed';
  if (wants && (await stepUp.ask())) answer = await ask.file(path);
  if (!answer.ok) return answer;
  return { ok: true, value: answer.value?.data ?? new Blob() };
}

/** Let the browser keep a file under a name. */
export function keepFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
