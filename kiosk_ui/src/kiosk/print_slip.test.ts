import { beforeEach, describe, expect, it, vi } from 'vitest';
import { api, type Answer } from '../lib/api.ts';
import type { CheckInAnswer, Turn } from '../lib/contract.ts';
import { printSlip, slipOf, slipOfTurn } from './print_slip.ts';

const nong = { member: 10000012, name: '农*', group: 'G017', group_name: '合寨', supported: true };
const turn: Turn = { number: 'P012', lane: 'person', ahead: 3, wait_seconds: 120 };
const entry: CheckInAnswer = {
  outcome: 'entered',
  reference: 'S01.5a3b9c1d.1024',
  at: 1_795_479_660_000,
  day: '2026-11-24',
  member: nong,
  turn,
  state: 'saved',
};

const RECEIPT = 'TR1ABC';
let asked: unknown[];
let answer: Answer<unknown>;

beforeEach(() => {
  asked = [];
  vi.spyOn(api, 'post').mockImplementation(async (path, body) => {
    asked.push([path, body]);
    return answer as never;
  });
});

function said(outcome: string) {
  answer = { ok: true, value: { outcome } };
  return printSlip(slipOf(entry, RECEIPT)!, 'vi');
}

describe('a slip', () => {
  it('bears number, lane, reference and time, in the language of the screen', async () => {
    await said('printed');
    const slip = { turn: 'P012', lane: 'person', reference: entry.reference, at: entry.at, receipt: RECEIPT };
    expect(asked).toEqual([['/v1/prints', { language: 'vi', ...slip }]]);
  });

  it('names nobody', () => {
    const onPaper = JSON.stringify(slipOf(entry, RECEIPT));
    for (const said of ['农*', '10000012', 'G017', '合寨']) expect(onPaper).not.toContain(said);
  });

  it('is for who goes in, with or without a turn', () => {
    expect(slipOf({ ...entry, turn: null }, null)).toMatchObject({ turn: null, lane: null });
    expect(slipOf({ ...entry, outcome: 'left' }, RECEIPT)).toBeNull();
    expect(slipOf({ ...entry, outcome: 'left_without_entry' }, null)).toBeNull();
  });

  it('of a ticket has no check-in on it', () => {
    expect(slipOfTurn({ ...turn, number: 'H003', lane: 'help' })).toEqual({
      turn: 'H003',
      lane: 'help',
      reference: null,
      at: null,
      receipt: null,
    });
  });
});

describe('the member is told', () => {
  it('to take the slip', async () => {
    expect(await said('printed')).toBe('take');
  });

  it.each(['no_paper', 'failed'])('to go by the screen when there is none: %s', async (outcome) => {
    expect(await said(outcome)).toBe('without');
  });

  it('nothing where there is no printer', async () => {
    expect(await said('no_printer')).toBeNull();
  });

  it('nothing of a fault of the line', async () => {
    answer = { ok: false, problem: { code: 'unreachable', status: 0 } };
    expect(await printSlip(slipOf(entry, null)!, 'en')).toBeNull();
  });
});
