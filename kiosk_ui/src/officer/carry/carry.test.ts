/** Files are named as the command line names them, and read in the order of their names. */
import { expect, test, vi } from 'vitest';
import { ask } from '../session.svelte.ts';
import { Carrying, nameOf } from './carry.svelte.ts';

test('a file is named from whom, to whom, and the how manieth', () => {
  expect(nameOf('S01', 'S00', 12)).toBe('S01-S00-000012.TWB');
});

test('files are saved one by one until nothing is left', async () => {
  const data = new Blob(['sealed']);
  const file = vi.spyOn(ask, 'file');
  file.mockResolvedValueOnce({ ok: true, value: { data, next: 'a.1' } });
  file.mockResolvedValueOnce({ ok: true, value: { data, next: 'a.2' } });
  file.mockResolvedValueOnce({ ok: true, value: null });
  const carrying = new Carrying();
  carrying.own = 'S01';
  const names: string[] = [];
  await carrying.write('S07', (name) => names.push(name));
  expect(names).toEqual(['S01-S07-000001.TWB', 'S01-S07-000002.TWB']);
  expect(carrying.saved).toBe(2);
  expect(file.mock.calls.map(([path]) => path.split('after=')[1])).toEqual(['', 'a.1', 'a.2']);
});

test('a refusal half-way is told, and nothing is called done', async () => {
  const problem = { code: 'busy' as const, status: 503 };
  vi.spyOn(ask, 'file').mockResolvedValueOnce({ ok: false, problem });
  const carrying = new Carrying();
  await carrying.write('S07', () => {});
  expect(carrying.problem).toEqual(problem);
  expect(carrying.saved).toBeNull();
});

test('files are read in the order in which they were written, each with its own end', async () => {
  const taken = { sender: 'S07', sealed_at: 1, new: 2, held: 0, refused: 0, refusals: [] };
  const hand = vi.spyOn(ask, 'hand');
  hand.mockResolvedValueOnce({ ok: false, problem: { code: 'bundle_damaged', status: 409 } });
  hand.mockResolvedValueOnce({ ok: true, value: taken });
  const carrying = new Carrying();
  await carrying.take([new File([], 'S07-S01-000002.TWB'), new File([], 'S07-S01-000001.TWB')]);
  expect(carrying.read.map(({ name, taken: t }) => [name, t?.new])).toEqual([
    ['S07-S01-000001.TWB', undefined],
    ['S07-S01-000002.TWB', 2],
  ]);
});
