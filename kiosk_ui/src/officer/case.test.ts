import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../lib/api.ts';
import type { CheckInAnswer, Member, PeekAnswer } from '../lib/contract.ts';
import type { Problem } from '../lib/problems.ts';
import { Case, DEAF_MS, LOOK_UP_AFTER_MS } from './case.svelte.ts';

const lan: Member = {
  member: 10000012,
  name: '黄*兰',
  group: 'G017',
  group_name: 'Hezhou 3',
  supported: false,
};
const welcome: PeekAnswer = {
  outcome: 'welcome',
  direction: 'in',
  member: lan,
  lanes: ['person', 'goods'],
  hits: [],
  inside: null,
};
const entered: CheckInAnswer = {
  outcome: 'entered',
  reference: 'S01.ab12cd34.7',
  at: 1,
  day: '2026-11-24',
  member: lan,
  turn: null,
  state: 'saved',
};
const refused = (problem: Problem): Answer<never> => ({ ok: false, problem });

describe('the case at the counter', () => {
  let clock = 0;
  const get = vi.fn();
  const post = vi.fn();
  let visit: Case;

  beforeEach(() => {
    vi.useFakeTimers();
    clock = 0;
    get.mockReset().mockResolvedValue(refused({ code: 'not_found', status: 404 }));
    post.mockReset().mockResolvedValueOnce({ ok: true, value: welcome });
    visit = new Case({ get, post }, () => clock);
  });
  afterEach(() => void vi.useRealTimers());

  async function shown() {
    await visit.scan('TC1ABC');
    clock += DEAF_MS;
  }

  it('records nothing until the officer acts', async () => {
    await shown();
    expect(post.mock.calls.map(([path]) => path)).toEqual(['/v1/check-ins/peek']);
    expect(visit.step.at).toBe('verdict');
  });

  it('admits whom it showed, into the lane chosen', async () => {
    await shown();
    post.mockResolvedValueOnce({ ok: true, value: entered });
    await visit.record('in', 'goods');
    const body = { scan: 'TC1ABC', direction: 'in', lane: 'goods' };
    expect(post).toHaveBeenLastCalledWith('/v1/check-ins', body);
    expect(visit.step).toEqual({ at: 'done', entry: entered });
  });

  it('is deaf for a moment, so that an Enter for the last person admits nobody', async () => {
    await visit.scan('TC1ABC');
    expect(await visit.record('in', 'person')).toBe(false);
    expect(post).toHaveBeenCalledOnce();
  });

  it('asks for the sight of the person where only a number was given', async () => {
    await shown();
    expect(visit.needsAttest).toBe(false);
    post.mockResolvedValueOnce({ ok: true, value: welcome });
    await visit.typed(10000012);
    expect(visit.needsAttest).toBe(true);
    post.mockResolvedValueOnce({ ok: true, value: welcome });
    await visit.scan('10000012');
    expect(visit.needsAttest).toBe(true);
  });

  it('lets the next scan pre-empt, and drops the answer of the last', async () => {
    let answerFirst: (answer: Answer<PeekAnswer>) => void = () => {};
    post.mockReset();
    post.mockReturnValueOnce(new Promise((done) => (answerFirst = done)));
    post.mockResolvedValueOnce({ ok: true, value: { ...welcome, outcome: 'suspended' } });
    const first = visit.scan('TC1FIRST');
    await visit.scan('TC1SECOND');
    answerFirst({ ok: true, value: welcome });
    await first;
    expect(visit.step).toMatchObject({ at: 'verdict', peek: { outcome: 'suspended' } });
  });

  it('tells of an act that failed while the next person was already there', async () => {
    await shown();
    let answerLate: (answer: Answer<CheckInAnswer>) => void = () => {};
    post.mockReturnValueOnce(new Promise((done) => (answerLate = done)));
    const late = visit.record('in', 'person');
    post.mockResolvedValueOnce({ ok: true, value: welcome });
    await visit.scan('TC1NEXT');
    answerLate(refused({ code: 'site_not_writing', status: 503 }));
    await late;
    expect(visit.missed).toEqual({ member: lan, code: 'site_not_writing' });
    expect(visit.step).toMatchObject({ identity: { scan: 'TC1NEXT' } });
    expect(visit.busy).toBe(false);
  });

  it('shows a refusal that came between the look and the act', async () => {
    await shown();
    const inside = { since: 1, terminal: 'T01', reference: 'S01.ab12cd34.6' };
    const problem: Problem = { code: 'already_inside', status: 409, member: lan, inside };
    post.mockResolvedValueOnce(refused(problem));
    await visit.record('in', 'person');
    expect(visit.step).toMatchObject({ peek: { outcome: 'already_inside', inside } });
  });

  it('keeps the verdict when the site gave no answer, and says so', async () => {
    await shown();
    post.mockResolvedValueOnce(refused({ code: 'unreachable', status: 0 }));
    await visit.record('in', 'person');
    expect(visit.step.at).toBe('verdict');
    expect(visit.remark).toBe('unreachable');
  });

  it('looks a member up only when the officer lingers: each look-up is recorded', async () => {
    await shown();
    expect(get).not.toHaveBeenCalled();
    post.mockResolvedValueOnce({ ok: true, value: entered });
    await visit.record('in', 'person');
    await vi.advanceTimersByTimeAsync(LOOK_UP_AFTER_MS * 2);
    expect(get).not.toHaveBeenCalled();
  });

  it('looks a refused member up at once', async () => {
    post.mockReset().mockResolvedValueOnce({ ok: true, value: { ...welcome, outcome: 'expired' } });
    await shown();
    await vi.advanceTimersByTimeAsync(1);
    expect(get).toHaveBeenCalledWith('/v1/members/10000012');
  });

  it('forgets every person', async () => {
    await shown();
    visit.forget();
    expect(visit.step.at).toBe('nothing');
    await vi.advanceTimersByTimeAsync(LOOK_UP_AFTER_MS * 2);
    expect(get).not.toHaveBeenCalled();
  });
});
