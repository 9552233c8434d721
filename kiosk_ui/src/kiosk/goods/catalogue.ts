/** The goods that a member may bring, eight pictures a page, and what is taken of them today. */
import type { Goods, GoodsOrigin, PolicyAnswer } from '../../lib/contract_goods.ts';

export const TILES_A_PAGE = 8;

/** What comes in over this side's border; the other way goes through the other side's kiosk. */
export function goodsToBring(policy: PolicyAnswer): Goods[] {
  return policy.catalogue.filter((goods) => goods.way === 'import');
}

export function pagesOf<T>(items: T[], size: number): T[][] {
  const count = Math.max(1, Math.ceil(items.length / size));
  return Array.from({ length: count }, (_, page) => items.slice(page * size, (page + 1) * size));
}

/** The page after or before this one; after the last comes the first again. */
export function turned(page: number, by: 1 | -1, pages: number): number {
  return (page + by + pages) % pages;
}

export function allowedOrigins(goods: Goods): string[] {
  return goods.origins.filter((each) => each.allowed).map((each) => each.origin);
}

/** Whether touching the picture leads on: forbidden goods and closed origins say so at once. */
export function isTaken(goods: Goods): boolean {
  return goods.treatment !== 'excluded' && allowedOrigins(goods).length > 0;
}

/** Of goods that no country may send now, the one that may send them soonest, or did last. */
export function nearestOrigin(goods: Goods): GoodsOrigin | null {
  const coming = goods.origins.filter((each) => each.reason === 'origin_not_allowed_yet');
  const byDay = (one: GoodsOrigin, other: GoodsOrigin) =>
    (one.day ?? '').localeCompare(other.day ?? '');
  return coming.sort(byDay)[0] ?? [...goods.origins].sort(byDay).at(-1) ?? null;
}
