/** The words that all screens share: the four words of state, lanes, verdicts, problems. */
import en from '../locales/en.json';
import vi from '../locales/vi.json';
import zh from '../locales/zh-CN.json';
import { messages } from './i18n.svelte.ts';
import type { ProblemCode } from './problems.ts';

export const shared = { 'zh-CN': zh, vi, en };
export const words = messages(shared);

/** The sentence of a refusal or a fault, in the reader's words, at most 15 of them. */
export function problemSentence(code: ProblemCode): string {
  return words(`problems.${code}`);
}
