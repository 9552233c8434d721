/** Asks for a slip of paper after a check-in; a kiosk without a printer just has none. */
import { api } from '../lib/api.ts';
import type { CheckInAnswer, Turn } from '../lib/contract.ts';
import type { Language } from '../lib/i18n.svelte.ts';

export type PrintOutcome = 'printed' | 'no_printer' | 'no_paper' | 'failed';

/** What may stand on a slip: numbers and a time, and nothing that names a person. The receipt is
 * for readers: it brings the record back if this machine's disk is lost. */
export interface Slip {
  turn: string | null;
  lane: Turn['lane'] | null;
  reference: string | null;
  at: number | null;
  receipt: string | null;
}

/** What the member has to know: take it, or do without it. Null when there is nothing to say. */
export type Told = 'take' | 'without' | null;

/** The slip of somebody who went in; who leaves has no use for one. */
export function slipOf(entry: CheckInAnswer, receipt: string | null): Slip | null {
  if (entry.outcome !== 'entered') return null;
  const { turn, reference, at } = entry;
  return { turn: turn?.number ?? null, lane: turn?.lane ?? null, reference, at, receipt };
}

/** The slip of a ticket that is all the member has. */
export function slipOfTurn(turn: Turn): Slip {
  return { turn: turn.number, lane: turn.lane, reference: null, at: null, receipt: null };
}

/** Prints it, if a printer stands here, and says what to tell the member. */
export async function printSlip(slip: Slip, language: Language): Promise<Told> {
  const answer = await api.post<{ outcome: PrintOutcome }>('/v1/prints', { language, ...slip });
  if (!answer.ok || answer.value.outcome === 'no_printer') return null;
  return answer.value.outcome === 'printed' ? 'take' : 'without';
}
