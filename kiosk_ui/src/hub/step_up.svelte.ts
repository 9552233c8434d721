/** The passphrase asked once more, before what weighs more than reading. */
import type { Answer } from '../lib/api.ts';
import { StepUp } from '../lib/step_up.svelte.ts';
import { ask } from './session.svelte.ts';

export const stepUp = new StepUp(ask);

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
