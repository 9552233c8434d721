import { describe, expect, it } from 'vitest';
import { memberNo, minutes, number, people, tellTimeIn, time, timeSoon, tradeDay } from './format.ts';
import { isMemberNo } from './member_no.ts';

describe('numbers and times', () => {
  it('are written as each language writes them', () => {
    expect(number(5200, 'zh-CN')).toBe('5,200');
    expect(number(5200, 'vi')).toBe('5.200');
    expect(number(5200, 'en')).toBe('5,200');
  });

  it('count a queue so far and no further', () => {
    expect(people(299, 'vi')).toBe('299');
    expect(people(300, 'zh-CN')).toBe('300+');
  });

  it('are the time at the site, whatever zone the machine believes in', () => {
    const noonInShanghai = Date.UTC(2026, 10, 24, 4, 5);
    for (const language of ['zh-CN', 'vi', 'en'] as const) {
      expect(time(noonInShanghai, language)).toBe('12:05');
    }
    expect(time(Date.UTC(2026, 10, 23, 16, 0), 'zh-CN')).toBe('00:00');
  });

  it('are an hour earlier on the other side of the border', () => {
    const noonInShanghai = Date.UTC(2026, 10, 24, 4, 0);
    tellTimeIn('Asia/Ho_Chi_Minh');
    expect(time(noonInShanghai, 'vi')).toBe('11:00');
    tellTimeIn('Asia/Shanghai');
    expect(time(noonInShanghai, 'vi')).toBe('12:00');
  });

  it('name the date of what is not today', () => {
    const noon = Date.UTC(2026, 10, 24, 4, 0);
    const tomorrow = noon + 24 * 3600 * 1000;
    expect(timeSoon(noon, noon - 1000, 'en')).toBe('12:00');
    expect(timeSoon(tomorrow, noon, 'en')).toBe('11/25 12:00');
    expect(timeSoon(tomorrow, noon, 'vi')).toBe('25/11 12:00');
  });

  it('name a trade day without moving it into another zone', () => {
    expect(tradeDay('2026-11-24', 'en')).toBe('Tuesday, November 24, 2026');
    expect(tradeDay('2026-11-24', 'zh-CN')).toBe('2026年11月24日星期二');
  });

  it('never promise a wait of no minutes', () => {
    expect(minutes(3, 'en')).toBe('1 minute');
    expect(minutes(61, 'en')).toBe('2 minutes');
    expect(minutes(120, 'vi')).toBe('2 phút');
  });
});

describe('a member number', () => {
  it('is shown in two halves, as on the card', () => {
    expect(memberNo(10000012)).toBe('1000 0012');
  });

  it('knows a right check digit from a wrong one', () => {
    expect(isMemberNo('10000012')).toBe(true);
    expect(isMemberNo('10000029')).toBe(true);
    expect(isMemberNo('10000018')).toBe(false);
    expect(isMemberNo('1000012')).toBe(false);
  });

  it('shows every single slip of a finger', () => {
    const right = '10000107';
    for (let place = 0; place < 8; place += 1) {
      for (const digit of '0123456789') {
        const typed = right.slice(0, place) + digit + right.slice(place + 1);
        expect(isMemberNo(typed)).toBe(typed === right);
      }
    }
  });
});
