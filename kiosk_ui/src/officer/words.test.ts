import { describe, expect, it } from 'vitest';
import { LANGUAGES, speech } from '../lib/i18n.svelte.ts';
import { PROBLEM_CODES } from '../lib/problems.ts';
import { outcomeWord, problemSentence, reasonWord } from './words.ts';

const MOST_WORDS = 16;

describe.each(LANGUAGES)('what the officer reads in %s', (language) => {
  it('has a short sentence for every problem of the contract', () => {
    speech.language = language;
    for (const code of PROBLEM_CODES) {
      const sentence = problemSentence(code);
      expect(sentence, code).not.toContain('problems.');
      expect(sentence.split(' ').length, sentence).toBeLessThanOrEqual(MOST_WORDS);
    }
  });

  it('has a word even for what a newer site may say', () => {
    speech.language = language;
    expect(outcomeWord('entered')).not.toBe(outcomeWord('something_new'));
    expect(outcomeWord('something_new')).toBe(outcomeWord('another_new'));
    expect(reasonWord('something_new')).toBe(reasonWord('other'));
  });
});
