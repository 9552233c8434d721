import { beforeEach, describe, expect, it, vi } from 'vitest';
import { api, type Answer } from '../../lib/api.ts';
import type { AssessedLine, Goods, PolicyAnswer } from '../../lib/contract_goods.ts';
import type { ProblemCode } from '../../lib/problems.ts';
import { Draft, type Coming } from './draft.svelte.ts';

function row(code: string, origins: string[]): Goods {
  return {
    code,
    names: { zh: code, vi: code, en: code },
    unit: 'gram',
    way: 'import',
    picture: code,
    treatment: 'exempt',
    low_fen: 500,
    high_fen: 1000,
    origins: origins.map((origin) => ({
      origin,
      allowed: true,
      relaxed: false,
      reason: null,
      day: null,
    })),
  };
}

const rice = row('rice', ['VN']);
const cashew = row('cashew', ['VN', 'KH']);
const policy = { currency: 'CNY', components: [], catalogue: [rice, cashew] } as unknown;
const coming = {
  entry: { member: { member: 10000012 }, turn: null },
  presence: 'card_at_kiosk',
  policy: policy as PolicyAnswer,
  quota: { home: 'S01', horizon_days: null, countdown: false, parts: [] },
  declarations: [],
} as unknown as Coming;

let draft: Draft;
let asked: { path: string; body: unknown }[];
let answers: Answer<unknown>[];

beforeEach(() => {
  draft = new Draft(coming);
  asked = [];
  answers = [];
  vi.spyOn(api, 'post').mockImplementation(async (path, body) => {
    asked.push({ path, body });
    return answers.shift() as never;
  });
  vi.spyOn(api, 'get').mockImplementation(async () => no('unreachable') as never);
});

function no(code: ProblemCode): Answer<unknown> {
  return { ok: false, problem: { code, status: 409 } };
}

/** The site's judgement, line by line: how much of its value is duty-free. */
function judged(...lines: [outcome: AssessedLine['outcome'], exempt: number, excess: number][]) {
  const said = lines.map(([outcome, exempt_fen, excess_fen]) => ({
    outcome,
    exempt_fen,
    excess_fen,
    amount: 2000,
    cap: null,
    price: 'ok',
  }));
  answers.push({ ok: true, value: { lines: said, may_file: true, left_after: [] } });
}

async function bring(goods: Goods, ...all: Parameters<typeof judged>) {
  draft.choose(goods);
  judged(...all);
  await draft.put(2000, 750);
}

describe('choosing goods', () => {
  it('asks for the origin only where there is a choice', () => {
    draft.choose(rice);
    expect(draft.screen).toBe('amount');
    draft.choose(cashew);
    expect(draft.screen).toBe('origin');
    draft.from('KH');
    expect(draft.chosen).toEqual({ goods: cashew, origin: 'KH' });
    expect(draft.screen).toBe('amount');
  });

  it('begins with no amount at the middle of the band of prices', () => {
    draft.choose(rice);
    expect(draft.entered).toEqual({ amount: 0, priceFen: 750 });
  });

  it('lets the site judge all lines and goes on where all is duty-free', async () => {
    await bring(rice, ['exempt', 1500, 0]);
    expect(asked[0]).toEqual({
      path: '/v1/declarations/assess',
      body: {
        member: 10000012,
        lines: [{ goods: 'rice', origin: 'VN', amount: 2000, value_fen: 1500 }],
      },
    });
    expect(draft.screen).toBe('catalogue');
  });

  it('tells a member when not all of it is duty-free', async () => {
    await bring(rice, ['partly_exempt', 1000, 500]);
    expect(draft.screen).toBe('told');
  });

  it('keeps the draft as it was when the site gives no judgement', async () => {
    draft.choose(rice);
    answers.push(no('unreachable'));
    await draft.put(2000, 750);
    expect(draft.lines).toEqual([]);
    expect(draft.remark).toBe('unreachable');
    expect(draft.screen).toBe('amount');
  });
});

describe('checking', () => {
  beforeEach(async () => {
    await bring(rice, ['exempt', 1500, 0]);
    await bring(cashew, ['exempt', 1500, 0], ['partly_exempt', 1000, 500]);
  });

  it('is done when each line has its own tick', () => {
    draft.tick(0);
    expect(draft.isChecked).toBe(false);
    draft.tick(1);
    expect(draft.isChecked).toBe(true);
    draft.tick(1);
    expect(draft.isChecked).toBe(false);
  });

  it('loses the tick of a line that is changed, and no other', async () => {
    draft.tick(0);
    draft.tick(1);
    draft.change(1);
    expect(draft.entered).toEqual(draft.lines[1]);
    judged(['exempt', 1500, 0], ['exempt', 750, 0]);
    await draft.put(1000, 750);
    expect(draft.ticked).toEqual([0]);
  });

  it('keeps the tick of the right line when another is taken off', async () => {
    draft.tick(1);
    judged(['exempt', 1500, 0]);
    await draft.takeOff(0);
    expect(draft.lines.map((each) => each.goods.code)).toEqual(['cashew']);
    expect(draft.ticked).toEqual([0]);
  });

  it('cuts what is above the quota, and has the changed lines checked again', async () => {
    draft.tick(0);
    draft.tick(1);
    judged(['exempt', 1500, 0], ['exempt', 975, 0]);
    await draft.leaveTheRest();
    expect(draft.lines.map((each) => each.amount)).toEqual([2000, 1300]);
    expect(draft.ticked).toEqual([0]);
    expect(draft.screen).toBe('check');
  });
});

describe('filing', () => {
  const filed = { reference: 'S01.ab12cd34.17', state: 'filed' };

  beforeEach(() => bring(rice, ['exempt', 1500, 0]));

  it('is impossible before every line was confirmed', async () => {
    await draft.file('dutiable');
    expect(asked.map((each) => each.path)).not.toContain('/v1/declarations');
  });

  it('names every line that was confirmed', async () => {
    draft.tick(0);
    answers.push({ ok: true, value: filed });
    await draft.file('dutiable');
    expect(asked.at(-1)?.body).toMatchObject({
      confirmed: [0],
      presence: 'card_at_kiosk',
      excess: 'dutiable',
    });
    expect(draft.screen).toBe('filed');
  });

  it('is not tried twice when nobody knows whether it is on record', async () => {
    draft.tick(0);
    answers.push(no('unreachable'));
    await draft.file('dutiable');
    expect(draft.stopped).toBe('unreachable');
    expect(draft.declaration).toBeNull();
  });

  it('can be taken back: the lines stay, to be corrected and checked again', async () => {
    draft.tick(0);
    answers.push({ ok: true, value: filed });
    await draft.file('dutiable');
    answers.push({ ok: true, value: { ...filed, state: 'withdrawn' } });
    judged(['exempt', 1500, 0]);
    await draft.withdraw();
    expect(asked.at(-2)).toEqual({
      path: '/v1/declarations/S01.ab12cd34.17/withdraw',
      body: { reason: 'mistake' },
    });
    expect(draft.screen).toBe('catalogue');
    expect(draft.remark).toBe('withdrawn');
    expect(draft.ticked).toEqual([]);
    expect(draft.lines).toHaveLength(1);
  });
});

describe('a declaration that waited for quota', () => {
  const waiting = { reference: 'S01.ab12cd34.7', state: 'pending' };
  const lapsed = { reference: 'S01.ab12cd34.3', state: 'lapsed' };
  const again = () => new Draft({ ...coming, declarations: [lapsed, waiting] } as unknown as Coming);

  it('is told, as is one that lapsed with its day', () => {
    expect(again().waiting).toEqual(waiting);
    expect(again().lapsed).toEqual(lapsed);
    expect(draft.waiting).toBeNull();
  });

  it('is filed as it was confirmed, and never with duty that nobody was shown', async () => {
    const back = again();
    answers.push({ ok: true, value: { ...waiting, state: 'filed' } });
    await back.fileWaiting();
    expect(asked[0]).toEqual({
      path: '/v1/declarations/S01.ab12cd34.7/complete',
      body: { presence: 'card_at_kiosk', excess: 'leave' },
    });
    expect(back.screen).toBe('filed');
  });

  it('waits on while its quota has not come', async () => {
    const back = again();
    answers.push(no('quota_elsewhere'));
    await back.fileWaiting();
    expect([back.screen, back.remark]).toEqual(['today', 'quota_elsewhere']);
  });
});
