import { describe, expect, it } from 'vitest';
import { faultSentence, faultsOf, lineOf, nameOf } from './field_faults.ts';
import { speech } from './i18n.svelte.ts';

const TOO_MUCH = { field: 'body.lines.1.amount', reason: 'less_than_equal' };

describe('a refused field', () => {
  it('is told by its name, its line and what to do, in each language', () => {
    const told = (['zh-CN', 'vi', 'en'] as const).map((language) => {
      speech.choose(language);
      return faultSentence(TOO_MUCH);
    });
    speech.choose('zh-CN');
    expect(told).toEqual([
      '第2行，数量：太大了，请核对后改小。',
      'Dòng 2, số lượng: quá lớn, xin kiểm tra và giảm xuống.',
      'Line 2, amount: too large; check it and enter less.',
    ]);
  });

  it('is named without its place, and a field alone has no line', () => {
    expect([nameOf(TOO_MUCH), lineOf(TOO_MUCH)]).toEqual(['amount', 1]);
    const plate = { field: 'body.plate', reason: 'string_too_long' };
    expect([nameOf(plate), lineOf(plate)]).toEqual(['plate', null]);
    expect(nameOf({ field: 'body.?', reason: 'extra_forbidden' })).toBeNull();
  });

  it('of a refused line is the goods, or the unit they are counted in', () => {
    const refused = { status: 409, line: 2 };
    expect(faultsOf({ code: 'unknown_goods', ...refused })).toEqual([
      { field: 'body.lines.2.goods', reason: 'unknown_goods' },
    ]);
    expect(nameOf(faultsOf({ code: 'unit_mismatch', ...refused })[0]!)).toBe('unit');
    expect(faultsOf({ code: 'day_not_open', status: 409 })).toEqual([]);
  });
});
