import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Goods, GoodsOrigin, PolicyAnswer } from '../../lib/contract_goods.ts';
import {
  allowedOrigins,
  goodsToBring,
  isTaken,
  nearestOrigin,
  pagesOf,
  turned,
} from './catalogue.ts';
import { DRAWN } from './drawings.ts';

function origin(code: string, about: Partial<GoodsOrigin> = {}): GoodsOrigin {
  return { origin: code, allowed: true, relaxed: false, reason: null, day: null, ...about };
}

function row(about: Partial<Goods>): Goods {
  const goods = { code: 'mango', treatment: 'exempt', way: 'import', origins: [origin('VN')] };
  return { ...goods, ...about } as Goods;
}

describe('the pages of the catalogue', () => {
  it('have eight pictures each, the last what remains', () => {
    const pages = pagesOf([...Array(26).keys()], 8);
    expect(pages.map((page) => page.length)).toEqual([8, 8, 8, 2]);
    expect(pages.flat()).toEqual([...Array(26).keys()]);
  });

  it('are one page at the least, so that there is one to show', () => {
    expect(pagesOf([], 8)).toEqual([[]]);
  });

  it('turn round at both ends', () => {
    expect(turned(3, 1, 4)).toBe(0);
    expect(turned(0, -1, 4)).toBe(3);
    expect(turned(1, 1, 4)).toBe(2);
  });

  it('show what comes in, not what goes out', () => {
    const goods = [row({ code: 'mango' }), row({ code: 'lamps', way: 'export' })];
    expect(goodsToBring({ catalogue: goods } as PolicyAnswer).map((each) => each.code)).toEqual([
      'mango',
    ]);
  });
});

describe('goods', () => {
  it('are taken from the countries that are allowed today', () => {
    const goods = row({ origins: [origin('VN'), origin('KH', { allowed: false }), origin('LA')] });
    expect(allowedOrigins(goods)).toEqual(['VN', 'LA']);
    expect(isTaken(goods)).toBe(true);
  });

  it('are not taken when they are on the list of the excluded', () => {
    expect(isTaken(row({ treatment: 'excluded' }))).toBe(false);
  });

  it('that are dutiable are taken all the same', () => {
    expect(isTaken(row({ treatment: 'dutiable' }))).toBe(true);
  });

  it('without a country now tell of the one that comes soonest, else of the last', () => {
    const gone = origin('TH', {
      allowed: false,
      reason: 'origin_no_longer_allowed',
      day: '2026-11-20',
    });
    const coming = (code: string, day: string) =>
      origin(code, { allowed: false, reason: 'origin_not_allowed_yet', day });
    const later = coming('KH', '2026-12-20');
    const sooner = coming('LA', '2026-12-01');
    expect(nearestOrigin(row({ origins: [later, gone, sooner] }))).toBe(sooner);
    expect(nearestOrigin(row({ origins: [gone] }))).toBe(gone);
    expect(nearestOrigin(row({ origins: [] }))).toBeNull();
  });
});

describe('the drawings', () => {
  it('cover every picture that a pack of this project names', () => {
    const packs = readdirSync('../packs').filter((name) => name.endsWith('.yaml'));
    const named = packs.flatMap((name) =>
      [...readFileSync(`../packs/${name}`, 'utf8').matchAll(/picture: (\w+)/g)].map(
        (found) => found[1]!,
      ),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((each) => !DRAWN.includes(each))).toEqual([]);
  });
});
