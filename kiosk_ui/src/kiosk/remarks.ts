/** What the scan screen says after a try that led nowhere. */
import { problemSentence } from '../lib/words.ts';
import type { Remark } from './visit.svelte.ts';
import { t } from './words.ts';

export function remarkSentence(remark: Remark): string {
  return remark === 'not_me' ? t('not_me.notice') : problemSentence(remark);
}
