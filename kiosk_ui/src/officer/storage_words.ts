/** Which warnings about the storage an officer knows, and which cannot wait for the evening. */
const WARNINGS = [
  'data_not_ordered',
  'no_barriers',
  'in_memory',
  'on_network',
  'little_room',
  'ballast_spent',
  'one_anchor',
  'anchors_together',
  'anchor_missing',
  'proof_failed',
  'proof_old',
] as const;
export type StorageWarning = (typeof WARNINGS)[number];

const URGENT: readonly StorageWarning[] = [
  'little_room',
  'ballast_spent',
  'anchor_missing',
  'proof_failed',
];

/** Those of the site's warnings that this page has words for, in the order of the list. */
export function known(told: readonly string[]): StorageWarning[] {
  return WARNINGS.filter((each) => told.includes(each));
}

/** Those that every officer must see at once. A reserve in use says all that little room says. */
export function urgent(told: readonly string[]): StorageWarning[] {
  const found = known(told).filter((each) => URGENT.includes(each));
  return found.includes('ballast_spent') ? found.filter((each) => each !== 'little_room') : found;
}
