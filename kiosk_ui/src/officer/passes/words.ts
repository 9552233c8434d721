/** The words of inspections and passes beside those of the desk: they come when they are needed. */
import en from '../../locales/pass/en.json';
import vi from '../../locales/pass/vi.json';
import zh from '../../locales/pass/zh-CN.json';
import type { Language } from '../../lib/format.ts';
import { messages } from '../../lib/i18n.svelte.ts';
import { catalogues as desk } from '../words.ts';

const catalogues = {
  'zh-CN': { ...desk['zh-CN'], ...zh },
  vi: { ...desk.vi, ...vi },
  en: { ...desk.en, ...en },
};
export const t = messages(catalogues);

/** The words in one language, whichever the officer reads: for what a member takes away. */
export function wordsIn(language: Language) {
  return (key: Parameters<typeof t>[0]): string => catalogues[language][key];
}
