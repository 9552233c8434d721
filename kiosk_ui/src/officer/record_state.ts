/** Which of the four words holds for a record: its own name says where in the journal it stands. */
import type { SyncCounts } from '../lib/contract.ts';

export type RecordState = 'saved' | 'sent' | 'confirmed';

/**
 * By the centre's own counts. Records of an earlier epoch, and whatever the centre may have put
 * aside, are claimed to be no further on than is known of every one of them.
 */
export function stateOf(reference: string, sync: SyncCounts | undefined): RecordState {
  const [, epoch, seq] = reference.split('.');
  if (!sync || epoch !== sync.epoch) return 'saved';
  const place = Number(seq);
  if (sync.attention === 0 && place <= (sync.confirmed ?? 0)) return 'confirmed';
  return place <= (sync.sent ?? 0) ? 'sent' : 'saved';
}
