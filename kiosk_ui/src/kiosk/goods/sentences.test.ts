import { afterEach, describe, expect, it } from 'vitest';
import type { AssessedLine, Goods, LineOutcome, PolicyAnswer } from '../../lib/contract_goods.ts';
import { speech } from '../../lib/i18n.svelte.ts';
import { countryName, fitsOf, isRefused, sentenceOf, whyNotTaken } from './sentences.ts';

const sugar = {
  code: 'sugar',
  names: { zh: '白糖', vi: 'đường trắng', en: 'sugar' },
  unit: 'gram',
  treatment: 'exempt',
  origins: [{ origin: 'VN', allowed: true, relaxed: false, reason: null, day: null }],
} as unknown as Goods;
const policy = {
  currency: 'CNY',
  components: [{ number: 2, code: 'sugar', limit: 1000 }],
} as unknown as PolicyAnswer;

function line(outcome: LineOutcome, about: Partial<AssessedLine> = {}): AssessedLine {
  return {
    goods: 'sugar',
    origin: 'VN',
    amount: 3000,
    value_fen: 2250,
    outcome,
    taken_amount: 3000,
    exempt_fen: 0,
    excess_fen: 2250,
    duty_fen: null,
    cap: null,
    until: null,
    from: null,
    quarantine: false,
    cold_chain: false,
    price: 'ok',
    ...about,
  };
}

const capped = line('capped', {
  exempt_fen: 750,
  excess_fen: 1500,
  cap: { component: 2, unit: 'gram', left: 1000, wanted: 3000, fits: 1000 },
});

afterEach(() => speech.choose('zh-CN'));

describe('what a member is told of a line', () => {
  it('is nothing when it is duty-free at a usual price', () => {
    expect(sentenceOf(line('exempt', { excess_fen: 0 }), sugar, policy)).toBeNull();
  });

  it('names the limit of a cap and what is left of it', () => {
    expect(sentenceOf(capped, sugar, policy)).toBe('白糖免税到 1 公斤，还能带 1 公斤。');
  });

  it('names both parts when the quota covers only one', () => {
    const partly = line('partly_exempt', { exempt_fen: 2000, excess_fen: 250 });
    expect(sentenceOf(partly, sugar, policy)).toBe('20 元免税，2.5 元要交税。');
  });

  it('names the day from which an origin is open, and that until which it was', () => {
    speech.choose('en');
    const yet = line('origin_not_yet', { origin: 'KH', from: '2026-12-01' });
    const gone = line('origin_no_longer', { origin: 'KH', until: '2026-11-20' });
    expect(sentenceOf(yet, sugar, policy)).toBe('sugar from Cambodia: taken from December 1.');
    expect(sentenceOf(gone, sugar, policy)).toContain('November 20');
  });

  it('warns of a price outside the band', () => {
    const dear = line('exempt', { excess_fen: 0, price: 'high' });
    expect(sentenceOf(dear, sugar, policy)).toBe('白糖的价钱偏高，工作人员会核对。');
  });

  it.each([
    ['excluded', true],
    ['origin_not_allowed', true],
    ['origin_not_yet', true],
    ['origin_no_longer', true],
    ['not_admitted_today', true],
    ['non_exempt', false],
    ['dutiable', false],
    ['capped', false],
  ] as const)('%s: cannot be declared at all? %s', (outcome, refused) => {
    expect(isRefused(line(outcome))).toBe(refused);
    expect(sentenceOf(line(outcome), sugar, policy)).not.toMatch(/[{}]/);
  });
});

describe('how much of a line fits', () => {
  it('is what the cap leaves', () => {
    expect(fitsOf(capped, sugar, 750)).toBe(1000);
  });

  it('is less than the cap leaves when the money does not go so far', () => {
    expect(fitsOf({ ...capped, exempt_fen: 300 }, sugar, 750)).toBe(400);
  });

  it('is what the rest of the quota buys, down to a tenth of a kilo', () => {
    const partly = line('partly_exempt', { exempt_fen: 2000, excess_fen: 250 });
    expect(fitsOf(partly, sugar, 750)).toBe(2600);
  });

  it('is all of what is exempt, and nothing of what is refused or dutiable', () => {
    expect(fitsOf(line('exempt', { excess_fen: 0 }), sugar, 750)).toBe(3000);
    expect(fitsOf(line('excluded', { excess_fen: 0 }), sugar, 750)).toBe(0);
    expect(fitsOf(line('dutiable'), sugar, 750)).toBe(0);
  });
});

describe('a picture that leads nowhere', () => {
  it('says that the goods are forbidden', () => {
    expect(whyNotTaken({ ...sugar, treatment: 'excluded' })).toBe('白糖不能在这里交易。');
  });

  it('says from when on a country may send them', () => {
    const reason = 'origin_not_allowed_yet';
    const origin = { origin: 'LA', allowed: false, relaxed: false, reason, day: '2026-12-01' };
    expect(whyNotTaken({ ...sugar, origins: [origin] })).toBe('老挝的白糖从12月1日起才收。');
  });

  it('says nothing of goods that are taken', () => {
    expect(whyNotTaken(sugar)).toBeNull();
  });
});

it('a country is called as the language calls it', () => {
  expect(countryName('VN')).toBe('越南');
  speech.choose('vi');
  expect(countryName('VN')).toBe('Việt Nam');
});
