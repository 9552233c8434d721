/**
 * Which field of what was sent is wrong, why, and what to do: the site names fields by their place
 * in the request and reasons by a closed word; people read both in their own language.
 */
import en from '../locales/fields/en.json';
import vi from '../locales/fields/vi.json';
import zh from '../locales/fields/zh-CN.json';
import { messages } from './i18n.svelte.ts';
import type { FieldFault, Problem } from './problems.ts';

const words = messages({ 'zh-CN': zh, vi, en });

export const FIELDS = [
  'member',
  'goods',
  'origin',
  'amount',
  'value_fen',
  'unit',
  'declared_amount',
  'plate',
  'members',
  'hash',
  'number',
  'photo',
  'checks',
  'findings',
  'until',
  'value',
  'code',
  'quota',
  'lines',
] as const;

type Why =
  | 'small'
  | 'large'
  | 'missing'
  | 'form'
  | 'whole'
  | 'long'
  | 'choice'
  | 'unknown_goods'
  | 'unit_mismatch'
  | 'wrong';

const WHYS: Record<string, Why> = {
  greater_than: 'small',
  greater_than_equal: 'small',
  less_than: 'large',
  less_than_equal: 'large',
  missing: 'missing',
  too_short: 'missing',
  string_too_short: 'missing',
  too_long: 'long',
  string_too_long: 'long',
  string_pattern_mismatch: 'form',
  string_type: 'form',
  int_type: 'whole',
  int_parsing: 'whole',
  int_from_float: 'whole',
  enum: 'choice',
  literal_error: 'choice',
  unknown_goods: 'unknown_goods',
  unit_mismatch: 'unit_mismatch',
};

/** Every field that a refusal names; of a refused line of goods, the goods or their unit. */
export function faultsOf(problem: Problem): FieldFault[] {
  if (problem.fields) return problem.fields;
  if (problem.line === undefined) return [];
  const field = problem.code === 'unit_mismatch' ? 'unit' : 'goods';
  return [{ field: `body.lines.${problem.line}.${field}`, reason: problem.code }];
}

/** The name of the field itself, without its place: `body.lines.0.amount` is an amount. */
export function nameOf({ field }: FieldFault): (typeof FIELDS)[number] | null {
  const parts = field.split('.').reverse();
  return parts.map((part) => FIELDS.find((each) => each === part)).find(Boolean) ?? null;
}

/** In which line, from 0; null of a field that stands alone. */
export function lineOf({ field }: FieldFault): number | null {
  const place = /\.(\d+)(\.|$)/.exec(field)?.[1];
  return place === undefined ? null : Number(place);
}

/** Why, and what to do: at the field itself its name need not be said again. */
export function reasonSentence({ reason }: FieldFault): string {
  return words(`fields.why.${WHYS[reason] ?? 'wrong'}`);
}

/** All of it, where the field itself is not on the screen. */
export function faultSentence(fault: FieldFault): string {
  const name = nameOf(fault);
  const line = lineOf(fault);
  const field = name ? words(`fields.${name}`) : words('fields.something');
  const where = line === null ? field : words('fields.in_line', { line: line + 1, field });
  return words('fields.fault', { field: where, why: reasonSentence(fault) });
}
