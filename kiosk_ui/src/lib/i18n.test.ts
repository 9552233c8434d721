import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { differencesBetweenLanguages, LANGUAGES } from '../../build_checks.ts';
import en from '../locales/en.json';
import kioskEn from '../locales/kiosk/en.json';
import kioskVi from '../locales/kiosk/vi.json';
import kioskZh from '../locales/kiosk/zh-CN.json';
import vi from '../locales/vi.json';
import zh from '../locales/zh-CN.json';
import { messages, speech } from './i18n.svelte.ts';
import { PROBLEM_CODES } from './problems.ts';
import { problemSentence } from './words.ts';

afterEach(() => speech.reset());

function folderWith(...catalogues: Record<string, string>[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'messages-'));
  LANGUAGES.forEach((language, n) => {
    writeFileSync(join(folder, `${language}.json`), JSON.stringify(catalogues[n]));
  });
  return folder;
}

describe('the messages', () => {
  it('are the same set in the three languages', () => {
    expect(differencesBetweenLanguages('src/locales')).toEqual([]);
  });

  it('stop the build when a key is missing', () => {
    const faults = differencesBetweenLanguages(folderWith({ a: '一' }, {}, { a: 'one' }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('"a" in zh-CN and vi: missing');
  });

  it('stop the build when a key is superfluous or a placeholder differs', () => {
    const folder = folderWith({ a: '{n} 人' }, { a: '{n} người', b: 'thừa' }, { a: '{count}' });
    expect(differencesBetweenLanguages(folder)).toHaveLength(2);
  });

  it('have a sentence for every reason for which a site says no', () => {
    for (const code of PROBLEM_CODES) expect(problemSentence(code)).not.toBe('');
  });

  it('keep to fifteen words a sentence', () => {
    for (const text of [vi, en, kioskVi, kioskEn].flatMap((each) => Object.values(each))) {
      expect(text.split(/\s+/).length, text).toBeLessThanOrEqual(15);
    }
    // Chinese writes no blanks; two characters make a word.
    for (const text of [zh, kioskZh].flatMap((each) => Object.values(each))) {
      expect(text.length, text).toBeLessThanOrEqual(30);
    }
  });
});

describe('a screen speaks', () => {
  const say = messages({
    'zh-CN': { left: '还能带 {amount} 元' },
    vi: { left: 'Còn {amount} tệ' },
    en: { left: '{amount} yuan left' },
  });

  it('the language chosen, with numbers as that language writes them', () => {
    speech.choose('vi');
    expect(say('left', { amount: 5200 })).toBe('Còn 5.200 tệ');
    speech.choose('en');
    expect(say('left', { amount: 5200 })).toBe('5,200 yuan left');
  });

  it('the language of the site again after the wipe, in the usual size', () => {
    speech.choose('en');
    speech.toggleLargeText();
    speech.reset();
    expect(say('left', { amount: 5200 })).toBe('还能带 5,200 元');
    expect(speech.largeText).toBe(false);
    expect(localStorage.length).toBe(0);
  });

  it('and says so to screen readers', () => {
    speech.choose('vi');
    speech.toggleLargeText();
    speech.apply();
    expect(document.documentElement.lang).toBe('vi');
    expect(document.documentElement.classList.contains('large-text')).toBe(true);
  });
});
