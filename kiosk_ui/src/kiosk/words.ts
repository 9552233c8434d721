/** The words of the kiosk, together with the shared ones. */
import en from '../locales/kiosk/en.json';
import vi from '../locales/kiosk/vi.json';
import zh from '../locales/kiosk/zh-CN.json';
import { messages } from '../lib/i18n.svelte.ts';
import { shared } from '../lib/words.ts';

export const t = messages({
  'zh-CN': { ...shared['zh-CN'], ...zh },
  vi: { ...shared.vi, ...vi },
  en: { ...shared.en, ...en },
});
export type Key = Parameters<typeof t>[0];
