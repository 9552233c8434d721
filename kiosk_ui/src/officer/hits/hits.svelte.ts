/** The risk hits of this site: those that hold, and those of the last weeks. */
import type { HitAnswer, HitKind, HitReason } from '../../lib/contract_hits.ts';
import { faultsOf } from '../../lib/field_faults.ts';
import type { FieldFault, Problem } from '../../lib/problems.ts';
import { ask } from '../session.svelte.ts';

type Ask = Pick<typeof ask, 'get' | 'post'>;

export interface NewHit {
  kind: HitKind;
  value: string;
  /** Its end in ms, UTC; outside. */
  until: number;
  reason: HitReason;
}

export class Hits {
  items = $state.raw<HitAnswer[] | null>(null);
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** What was entered or lifted last: told above the list. */
  done = $state.raw<{ did: 'entered' | 'lifted'; hit: HitAnswer } | null>(null);

  constructor(private readonly line: Ask = ask) {}

  get holding(): HitAnswer[] {
    return (this.items ?? []).filter((each) => each.state === 'holds');
  }

  get over(): HitAnswer[] {
    return (this.items ?? []).filter((each) => each.state !== 'holds');
  }

  get faults(): FieldFault[] {
    return this.problem ? faultsOf(this.problem) : [];
  }

  async look(): Promise<void> {
    const answer = await this.line.get<{ items: HitAnswer[] }>('/v1/hits');
    if (answer.ok) this.items = answer.value.items;
    else this.problem = answer.problem;
  }

  async enter(hit: NewHit): Promise<boolean> {
    return (await this.act('entered', '/v1/hits', hit)) === null;
  }

  lift(reference: string, reason: string): Promise<Problem | null> {
    return this.act('lifted', `/v1/hits/${encodeURIComponent(reference)}/lift`, { reason });
  }

  private async act(
    did: 'entered' | 'lifted',
    path: string,
    body: unknown,
  ): Promise<Problem | null> {
    this.busy = true;
    this.done = null;
    const answer = await this.line.post<HitAnswer>(path, body);
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (answer.ok) {
      this.done = { did, hit: answer.value };
      await this.look();
    }
    return this.problem;
  }
}
