import { beforeEach, describe, expect, it, vi } from 'vitest';
import { api, type Answer } from '../lib/api.ts';
import type { ProblemCode } from '../lib/problems.ts';
import { Visit } from './visit.svelte.ts';

const nong = { member: 10000012, name: '农*', group: 'G017', group_name: '合寨', supported: true };
const turn = { number: 'P012', lane: 'person', ahead: 3, wait_seconds: 120 };

let visit: Visit;
let asked: { path: string; body: unknown }[];
let answers: Answer<unknown>[];

beforeEach(() => {
  visit = new Visit();
  asked = [];
  answers = [];
  vi.spyOn(api, 'post').mockImplementation(async (path, body) => {
    asked.push({ path, body });
    return answers.shift() as never;
  });
});

function peek(outcome: string, member: unknown = nong) {
  answers.push({ ok: true, value: { outcome, member, lanes: ['person', 'goods'], inside: null } });
}
function entered() {
  answers.push({ ok: true, value: { outcome: 'entered', member: nong, turn } });
}
function no(code: ProblemCode) {
  answers.push({ ok: false, problem: { code, status: 409 } });
}
function ticket() {
  answers.push({ ok: true, value: { ...turn, number: 'H003', lane: 'help' } });
}

describe('a member with a card', () => {
  it('is through with a scan and one touch', async () => {
    peek('welcome');
    await visit.scan('TC1ABC');
    expect(visit.step.at).toBe('who');
    entered();
    await visit.confirm('in', 'goods');
    expect(visit.step.at).toBe('done');
    expect(asked[1]).toEqual({
      path: '/v1/check-ins',
      body: { scan: 'TC1ABC', direction: 'in', lane: 'goods' },
    });
  });

  it('is recorded only after saying "this is me"', async () => {
    peek('welcome');
    await visit.scan('TC1ABC');
    visit.notMe();
    expect(asked.map((each) => each.path)).toEqual(['/v1/check-ins/peek']);
    expect(visit.remark).toBe('not_me');
  });

  it('who is inside already may leave', async () => {
    peek('already_inside');
    await visit.scan('TC1ABC');
    entered();
    await visit.confirm('out', null);
    expect(asked[1]!.body).toEqual({ scan: 'TC1ABC', direction: 'out' });
  });
});

describe('a member who brings goods', () => {
  const goodsTurn = { ...turn, number: 'G007', lane: 'goods' };
  const policy = { currency: 'CNY', components: [], catalogue: [{ code: 'mango', way: 'import' }] };
  const quota = { home: 'S01', horizon_days: null, countdown: false, parts: [] };

  async function enter(told: Answer<unknown>[]) {
    vi.spyOn(api, 'get').mockImplementation(async (path) => {
      asked.push({ path, body: null });
      const listed = { ok: true, value: { declarations: [] } };
      return (path.startsWith('/v1/declarations') ? listed : told.shift()) as never;
    });
    peek('welcome');
    await visit.scan('TC1ABC');
    answers.push({ ok: true, value: { outcome: 'entered', member: nong, turn: goodsTurn } });
    await visit.confirm('in', 'goods');
  }

  it('hears what is left, and may declare', async () => {
    await enter([
      { ok: true, value: policy },
      { ok: true, value: quota },
    ]);
    expect(visit.step).toMatchObject({ at: 'goods', coming: { presence: 'card_at_kiosk' } });
    visit.goodsLater();
    expect(visit.step).toMatchObject({ at: 'done', entry: { turn: goodsTurn } });
  });

  it('is through at once where there is no catalogue', async () => {
    await enter([
      { ok: true, value: { ...policy, catalogue: [] } },
      { ok: true, value: quota },
    ]);
    expect(visit.step.at).toBe('done');
  });

  it('is through at once where the site tells no quota', async () => {
    const problem = { code: 'unreachable', status: 0 } as const;
    await enter([
      { ok: true, value: policy },
      { ok: false, problem },
    ]);
    expect(visit.step.at).toBe('done');
  });

  it('leaves the goods behind when the next card comes', async () => {
    await enter([
      { ok: true, value: policy },
      { ok: true, value: quota },
    ]);
    peek('welcome');
    await visit.scan('TC1DEF');
    expect(visit.step.at).toBe('who');
  });
});

describe('a member who cannot go on', () => {
  it.each(['suspended', 'expired', 'minor', 'card_reported_lost', 'see_officer'])(
    'is sent to the officer without "%s" on the public screen',
    async (outcome) => {
      peek(outcome, null);
      await visit.scan('TC1ABC');
      expect(visit.step).toEqual({ at: 'refused', code: 'see_officer' });
    },
  );

  it('hears no reason either when it comes up at the last step', async () => {
    peek('welcome');
    await visit.scan('TC1ABC');
    no('suspended');
    await visit.confirm('in', 'person');
    expect(visit.step).toEqual({ at: 'refused', code: 'see_officer' });
  });

  it('tries twice more, then gets a number for the officer', async () => {
    for (let time = 0; time < 3; time += 1) peek('unreadable', null);
    ticket();
    await visit.scan('TC1X');
    expect(visit.remark).toBe('unreadable');
    await visit.scan('TC1X');
    await visit.scan('TC1X');
    expect(visit.step.at).toBe('ticket');
    expect(asked.at(-1)).toEqual({ path: '/v1/turns', body: { lane: 'help' } });
  });

  it('stays at the keypad after a wrong number', async () => {
    visit.typeNumber();
    peek('unknown_member', null);
    await visit.typed(10000012);
    expect(visit.step.at).toBe('number');
    expect(visit.remark).toBe('unknown_member');
  });
});

describe('a group', () => {
  it('comes through one after another without a restart', async () => {
    visit.beginGroup();
    for (const done of [1, 2]) {
      peek('welcome');
      await visit.scan('TC1ABC');
      entered();
      await visit.confirm('in', 'person');
      expect(visit.step.at).toBe('scan');
      expect(visit.group?.through).toBe(done);
    }
  });

  it('goes on when one of them must see the officer', async () => {
    visit.beginGroup();
    peek('see_officer', null);
    await visit.scan('TC1ABC');
    visit.goOn();
    expect(visit.step.at).toBe('scan');
    expect(visit.group).not.toBeNull();
  });
});

describe('after a visit', () => {
  it('nothing of it is left', async () => {
    peek('welcome');
    await visit.scan('TC1ABC');
    visit.wipe();
    expect(visit.step).toEqual({ at: 'attract' });
    expect(JSON.stringify(visit)).not.toContain('农');
  });

  it('an answer that comes late shows nobody', async () => {
    let answer: (value: never) => void = () => undefined;
    vi.mocked(api.post).mockReturnValueOnce(new Promise((done) => (answer = done)));
    const late = visit.scan('TC1ABC');
    visit.wipe();
    answer({ ok: true, value: { outcome: 'welcome', member: nong, lanes: [] } } as never);
    await late;
    expect(visit.step.at).toBe('attract');
  });

  it('the next card begins a new one, from the green screen too', async () => {
    peek('welcome');
    await visit.scan('TC1ABC');
    entered();
    await visit.confirm('in', 'person');
    peek('welcome');
    await visit.scan('TC1DEF');
    expect(visit.step.at).toBe('who');
  });
});
