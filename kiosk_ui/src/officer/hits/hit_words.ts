/** What a risk hit is about, as officers say it. */
import { nameIn } from '../../kiosk/goods/amounts.ts';
import type { HitAnswer } from '../../lib/contract_hits.ts';
import { memberNo } from '../../lib/format.ts';
import { speech } from '../../lib/i18n.svelte.ts';
import { t } from '../passes/words.ts';
import { policy } from '../policy.svelte.ts';

export function scopeWord({ kind, value }: Pick<HitAnswer, 'kind' | 'value'>): string {
  if (kind === 'all') return t('hits.kind.all');
  return t('hits.about', { kind: t(`hits.kind.${kind}`), value: valueWord(kind, value) });
}

/** Goods by their name where the catalogue has it; their heading stands for itself. */
function valueWord(kind: HitAnswer['kind'], value: string): string {
  if (kind === 'member') return memberNo(Number(value));
  if (kind !== 'goods') return value;
  const row = policy.answer?.catalogue.find((each) => each.code === value);
  return row ? nameIn(row.names, speech.language) : value;
}
