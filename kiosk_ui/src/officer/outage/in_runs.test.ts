import { expect, it } from 'vitest';
import { inRuns } from './in_runs.ts';

it('writes neighbours as one run', () => {
  expect(inRuns([])).toEqual([]);
  expect(inRuns([5, 1, 2, 3, 9])).toEqual(['1–3', '5', '9']);
});
