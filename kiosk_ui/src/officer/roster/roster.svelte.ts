/** A roster on its way in: chosen, judged, confirmed, taken; the file stays in this page alone. */
import type { RosterAnswer } from '../../lib/contract.ts';
import type { Language } from '../../lib/i18n.svelte.ts';
import type { Problem } from '../../lib/problems.ts';
import { ask } from '../session.svelte.ts';

export const ROSTER_PATH = '/v1/roster';

export class RosterImport {
  file = $state.raw<File | null>(null);
  report = $state.raw<RosterAnswer | null>(null);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);

  choose(file: File | null): void {
    this.file = file;
    this.report = null;
    this.problem = null;
  }

  judge(language: Language): Promise<void> {
    return this.send({ dry_run: 'true', lang: shortOf(language) });
  }

  /** With bad rows in the file, the good ones only: the button that leads here says so. */
  take(language: Language): Promise<void> {
    return this.send({ skip_bad: 'true', lang: shortOf(language) });
  }

  /** The bad rows as a file to correct; null when the site said no. */
  async badRows(language: Language): Promise<Blob | null> {
    if (!this.file) return null;
    this.busy = true;
    const path = `${ROSTER_PATH}/rejected?lang=${shortOf(language)}`;
    const answer = await ask.download(path, this.file);
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    return answer.ok ? answer.value : null;
  }

  private async send(query: Record<string, string>): Promise<void> {
    if (!this.file) return;
    this.busy = true;
    const path = `${ROSTER_PATH}?${new URLSearchParams(query)}`;
    const answer = await ask.upload<RosterAnswer>(path, this.file);
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (answer.ok) this.report = answer.value;
  }
}

/** The rejected rows are named after the file they came from, in the same format. */
export function nameOfBadRows(name: string): string {
  const dot = name.lastIndexOf('.');
  const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return `${stem}-rejected${end.toLowerCase() === '.xlsx' ? '.xlsx' : '.csv'}`;
}

function shortOf(language: Language): string {
  return language.slice(0, 2);
}
