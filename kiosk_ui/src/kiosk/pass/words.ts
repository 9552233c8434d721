/** The words of a pass at the kiosk: they come with the first pass that is shown. */
import en from '../../locales/kiosk_pass/en.json';
import vi from '../../locales/kiosk_pass/vi.json';
import zh from '../../locales/kiosk_pass/zh-CN.json';
import { messages } from '../../lib/i18n.svelte.ts';

export const say = messages({ 'zh-CN': zh, vi, en });
