/** Money as people say it: whole fen inside, yuan or dong outside. */
import type { PolicyAnswer } from './contract_goods.ts';
import { words } from './words.ts';

export type Currency = PolicyAnswer['currency'];

const FEN_PER_YUAN = 100;

export function money(fen: number, currency: Currency): string {
  if (currency === 'VND') return words('unit.dong', { count: fen });
  return words('unit.fen', { count: fen / FEN_PER_YUAN });
}
