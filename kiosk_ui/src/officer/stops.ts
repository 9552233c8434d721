/** What an officer can do about a site that records nothing: for each reason the steps in order. */
import type { Stop } from '../lib/status.svelte.ts';

export type Step =
  | 'paper'
  | 'operator'
  | 'own_machine'
  | 'plug_in'
  | 'recover_tail'
  | 'verify'
  | 'restore'
  | 're_enrol'
  | 'accept_key'
  | 'make_room'
  | 'check_disk'
  | 'by_itself';

/** What the operator types; the same in every language. */
export const COMMANDS: Partial<Record<Step, string>> = {
  recover_tail: 'twogate recover tail FILE',
  verify: 'twogate verify --pages',
  restore: 'twogate restore FILE',
  re_enrol: 'twogate re-enrol',
  accept_key: 'twogate enrol accept FILE',
};

const MENDED: Step[] = ['paper', 'operator', 'verify', 'restore', 're_enrol'];

export const STEPS: Record<Stop, Step[]> = {
  restored_behind_anchor: ['paper', 'operator', 'recover_tail', 're_enrol'],
  restored_other_head: ['paper', 'operator', 're_enrol'],
  restored_other_epoch: ['paper', 'operator', 're_enrol'],
  restored_other_hardware: ['paper', 'own_machine', 'operator', 're_enrol'],
  restored_no_anchor: ['paper', 'plug_in', 'operator', 're_enrol'],
  restored_by_proof: ['paper', 'operator', 're_enrol'],
  epoch_closed: ['paper', 'operator', 'accept_key'],
  chain_broken: MENDED,
  database_damaged: MENDED,
  disk_full: ['paper', 'operator', 'make_room', 'by_itself'],
  storage_read_only: ['paper', 'operator', 'check_disk', 'by_itself'],
  anchor_lost: ['paper', 'plug_in', 'operator', 'by_itself'],
  unknown: ['paper', 'operator'],
};
