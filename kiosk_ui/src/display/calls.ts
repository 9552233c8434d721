/** Which call is new: what the display sounds for, once, and never when it has just started. */
import type { Call } from '../lib/contract.ts';

/** A number called again later is a new call: the same ticket, another moment. */
export function nameOf(call: Call): string {
  return `${call.number}@${call.at}`;
}

/** The calls that came since the last look; none on the first look, which knows no "before". */
export function newCalls(calls: readonly Call[], before: readonly Call[] | null): Call[] {
  if (before === null) return [];
  const known = new Set(before.map(nameOf));
  return calls.filter((call) => !known.has(nameOf(call)));
}
