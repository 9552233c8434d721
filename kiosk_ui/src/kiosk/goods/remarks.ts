/** What stands beside a screen of goods after a try: one sentence. */
import { problemSentence } from '../../lib/words.ts';
import { t } from '../words.ts';
import type { Remark } from './draft.svelte.ts';

export function remarkOf(remark: Remark): string {
  if (remark === 'withdrawn') return t('filed.withdrawn');
  return remark === 'full' ? t('told.full', { count: 20 }) : problemSentence(remark);
}
