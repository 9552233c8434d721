/** What stands beside a screen of goods after a try: one sentence, or one for each wrong field. */
import { faultSentence } from '../../lib/field_faults.ts';
import { problemSentence } from '../../lib/words.ts';
import { t } from '../words.ts';
import type { Draft, Remark } from './draft.svelte.ts';

export function remarkOf({ remark, refused }: Pick<Draft, 'remark' | 'refused'>): string {
  return refused.length > 0 ? refused.map(faultSentence).join(' ') : sentenceOf(remark!);
}

function sentenceOf(remark: Remark): string {
  if (remark === 'withdrawn') return t('filed.withdrawn');
  if (remark === 'full') return t('told.full', { count: 20 });
  // Only who came in without goods gets as far as this: they have checked in.
  return remark === 'not_checked_in' ? t('told.on_foot') : problemSentence(remark);
}
