import { expect, it } from 'vitest';
import { isTooSimple } from './simple_pin.ts';

it.each(['111111', '123456', '987654', '789012', '100177'])('refuses the simple PIN %s', (pin) => {
  expect(isTooSimple(pin, '1001')).toBe(true);
});

it.each(['246810', '280519', '112233'])('lets the PIN %s pass', (pin) => {
  expect(isTooSimple(pin, '1001')).toBe(false);
});
