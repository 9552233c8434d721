/** How grave an anomaly is, in the four colours of a verdict. */
import type { Verdict } from '../../lib/sound.ts';
import type { Anomaly } from './contract.ts';

const COLOURS: Record<Anomaly['weight'], Verdict> = {
  must_be_zero: 'red',
  look: 'amber',
  note: 'blue',
};
/** What somebody has explained, or what has come right by itself, asks for nobody any more. */
const SETTLED = ['explained', 'dismissed', 'gone'];

export const STATES = ['open', 'acknowledged', 'explained', 'dismissed', 'gone'] as const;
export const WEIGHTS = ['must_be_zero', 'look', 'note'] as const;

export function colourOf(anomaly: Anomaly): Verdict {
  return SETTLED.includes(anomaly.state) ? 'green' : COLOURS[anomaly.weight];
}
