/** The words of the hub's pages, together with the shared ones. */
import en from '../locales/hub/en.json';
import vi from '../locales/hub/vi.json';
import zh from '../locales/hub/zh-CN.json';
import { messages } from '../lib/i18n.svelte.ts';
import type { Problem } from '../lib/problems.ts';
import { shared } from '../lib/words.ts';

const catalogues = {
  'zh-CN': { ...shared['zh-CN'], ...zh },
  vi: { ...shared.vi, ...vi },
  en: { ...shared.en, ...en },
};
type Key = keyof (typeof catalogues)['en'];

export const t = messages(catalogues);

/** Whether there is a word for this; a newer hub may know more than this page. */
export function isKey(key: string): key is Key {
  return key in catalogues.en;
}

/** The word for what the hub calls `code`, in a family of words; the code itself if there is none. */
export function wordOf(family: string, code: string): string {
  const key = `${family}.${code}`;
  return isKey(key) ? t(key) : code;
}

/** A refusal in the words of the hub's pages, else in those that all screens share. */
export function problemSentence(problem: Problem): string {
  const own = `hub_problems.${problem.said ?? problem.code}`;
  return isKey(own) ? t(own) : t(`problems.${problem.code}`);
}
