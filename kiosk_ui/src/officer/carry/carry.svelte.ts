/** Sealed files on their way: saved here for another place, read in from one. */
import type { BundlePlace, BundleTaken } from '../../lib/contract.ts';
import type { Problem } from '../../lib/problems.ts';
import { ask } from '../session.svelte.ts';

export const BUNDLES_PATH = '/v1/bundles';

/** What became of one file that was read in. */
export interface FileRead {
  name: string;
  taken: BundleTaken | null;
  problem: Problem | null;
}

export class Carrying {
  places = $state.raw<BundlePlace[]>([]);
  own = $state('');
  saved = $state<number | null>(null);
  read = $state.raw<FileRead[]>([]);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);

  async begin(): Promise<void> {
    const answer = await ask.get<{ own: string; places: BundlePlace[] }>(BUNDLES_PATH);
    this.problem = answer.ok ? null : answer.problem;
    if (answer.ok) ({ own: this.own, places: this.places } = answer.value);
  }

  /** Every file for a place, one after another, each handed to `save` before the next is made. */
  async write(to: string, save: (name: string, data: Blob) => void): Promise<void> {
    this.busy = true;
    this.saved = null;
    this.problem = null;
    let count = 0;
    let after = '';
    while (true) {
      const answer = await ask.file(`${BUNDLES_PATH}/${to}?${new URLSearchParams({ after })}`);
      this.problem = answer.ok ? null : answer.problem;
      if (!answer.ok || !answer.value) break;
      count += 1;
      after = answer.value.next;
      save(nameOf(this.own, to, count), answer.value.data);
    }
    this.busy = false;
    if (!this.problem) this.saved = count;
  }

  /** In the order of their names, which is that in which they were written. */
  async take(files: File[]): Promise<void> {
    this.busy = true;
    this.read = [];
    for (const file of files.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      const answer = await ask.hand<BundleTaken>(BUNDLES_PATH, file);
      const taken = answer.ok ? answer.value : null;
      this.read = [...this.read, { name: file.name, taken, problem: answer.ok ? null : answer.problem }];
    }
    this.busy = false;
  }
}

/** As `twogate bundle write` names them, so that either reads the other's stick. */
export function nameOf(own: string, to: string, count: number): string {
  return `${own}-${to}-${String(count).padStart(6, '0')}.TWB`;
}
