import { expect, test } from 'vitest';
import { known, urgent } from './storage_words.ts';

test('a warning that only a newer site knows is passed over', () => {
  expect(known(['one_anchor', 'of_the_future'])).toEqual(['one_anchor']);
});

test('only what cannot wait is urgent', () => {
  expect(urgent(['one_anchor', 'anchor_missing', 'in_memory'])).toEqual(['anchor_missing']);
});

test('a reserve in use is said instead of little room', () => {
  expect(urgent(['little_room'])).toEqual(['little_room']);
  expect(urgent(['little_room', 'ballast_spent'])).toEqual(['ballast_spent']);
});
