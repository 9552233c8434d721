/** The words of the phone's screens. */
import { messages } from '../lib/i18n.svelte.ts';
import en from '../locales/phone/en.json';
import vi from '../locales/phone/vi.json';
import zh from '../locales/phone/zh-CN.json';

export const t = messages({ 'zh-CN': zh, vi, en });
