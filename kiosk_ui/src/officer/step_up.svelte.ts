/** The officer's PIN asked once more, before an act that weighs more. */
import { StepUp } from '../lib/step_up.svelte.ts';
import { ask } from './session.svelte.ts';

export const stepUp = new StepUp(ask);
