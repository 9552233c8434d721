/** The words of the display, together with the shared ones. */
import en from '../locales/display/en.json';
import vi from '../locales/display/vi.json';
import zh from '../locales/display/zh-CN.json';
import { messages } from '../lib/i18n.svelte.ts';
import { shared } from '../lib/words.ts';

export const t = messages({
  'zh-CN': { ...shared['zh-CN'], ...zh },
  vi: { ...shared.vi, ...vi },
  en: { ...shared.en, ...en },
});
