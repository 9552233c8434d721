import { describe, expect, it } from 'vitest';
import type { Answer } from '../../lib/api.ts';
import { GoodsCase } from './goods_case.svelte.ts';

type Said = [string, unknown];

/** A site that answers by the end of the path; what it has no answer for it refuses. */
function site(answers: Record<string, unknown>) {
  const asked: Said[] = [];
  const answer = <T>(path: string, body?: unknown): Promise<Answer<T>> => {
    asked.push([path, body]);
    const key = Object.keys(answers).find((each) => path.endsWith(each));
    return Promise.resolve(
      key === undefined
        ? { ok: false, problem: { code: 'quota_stopped', status: 409 } }
        : { ok: true, value: answers[key] as T },
    );
  };
  return { asked, line: { get: answer, post: answer } };
}

const POLICY = { currency: 'CNY', components: [], catalogue: [] };
const LIST = { declarations: [], overrides: 'nobody' };
const OF_CHEN = {
  '/v1/policy': POLICY,
  '?member=10000003': LIST,
  '/10000003/quota': { parts: [] },
};
const LINE = { goods: 'pepper', origin: 'VN', amount: 1000, value_fen: 4500 };

describe('the goods of a member at the station', () => {
  it('open with quota and list by a card before the reader', async () => {
    const { asked, line } = site({ ...OF_CHEN, peek: { member: { member: 10000003 } } });
    const goods = new GoodsCase(line);
    await goods.scan('TC1ABC');
    expect(goods.member).toBe(10000003);
    expect(goods.found).toEqual(LIST);
    // Looking at goods is no attempt to come in: who is inside is asked the way out.
    expect(asked[0]).toEqual(['/v1/check-ins/peek', { scan: 'TC1ABC', direction: 'out' }]);
  });

  it('take in a transfer by its code, and show whose it was', async () => {
    const { line } = site({ ...OF_CHEN, receive: { member: 10000003, credited: { 1: 500 } } });
    const goods = new GoodsCase(line);
    await goods.scan(' tm1ABC');
    expect([goods.member, goods.done]).toEqual([10000003, 'credited']);
  });

  it('are filed with every line confirmed before the officer', async () => {
    const judged = { lines: [], totals: {}, why_not: null };
    const { asked, line } = site({ ...OF_CHEN, assess: judged, declarations: { state: 'filed' } });
    const goods = new GoodsCase(line);
    await goods.open(10000003);
    await goods.draft([LINE, LINE]);
    await goods.file('dutiable');
    const filed = asked.find(([path]) => path === '/v1/declarations')![1];
    expect(filed).toMatchObject({ confirmed: [0, 1], presence: 'officer_attested' });
    expect([goods.done, goods.lines]).toEqual(['filed', []]);
  });

  it('keep the reason of a refusal beside the list that was read anew', async () => {
    const { line } = site(OF_CHEN);
    const goods = new GoodsCase(line);
    await goods.open(10000003);
    await goods.complete('S01.ab12cd34.7', 'dutiable');
    expect([goods.fault, goods.done]).toEqual(['quota_stopped', null]);
    expect(goods.found).toEqual(LIST);
  });

  it('leave nothing of one member to the next', async () => {
    const { line } = site({ ...OF_CHEN, assess: { lines: [] }, '?member=10000014': LIST });
    const goods = new GoodsCase(line);
    await goods.open(10000003);
    await goods.draft([LINE]);
    await goods.open(10000014);
    expect([goods.lines, goods.assessment, goods.quota]).toEqual([[], null, null]);
  });
});
