/** Readers and codes that mean harm, or were set up badly: what they type changes nothing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanScan, listenToScanner } from './scanner.ts';

let scans: string[];
let stop: () => void;
let at: number;

beforeEach(() => {
  scans = [];
  at = 1000;
  stop = listenToScanner((text) => scans.push(text));
});
afterEach(() => stop());

type Typed = Partial<KeyboardEventInit> & { key: string };

function press(typed: Typed): KeyboardEvent {
  at += 5;
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...typed });
  Object.defineProperty(event, 'timeStamp', { value: at });
  document.body.dispatchEvent(event);
  return event;
}

/** Every character as the browser tells it when no key of the layout has it: without a place. */
function read(text: string): void {
  for (const key of text) press({ key });
  press({ key: 'Enter', code: 'Enter' });
}

const CODE = 'TC1ABC234';
const HOSTILE = {
  'an emoji': 'TC1😀😀😀AB',
  'full width without a place': 'ＴＣ１ＡＢＣＤ',
  'half width': 'ｱｲｳ12345678',
  'Chinese, composed': '边民卡编号',
  'a letter whose capital is ASCII': 'TC1ıſABC',
  'a sign that turns': 'TC1\u202eABC',
  markup: '<script>alert(1)</script>',
  SQL: "'; DROP TABLE members; --",
  'ten kilobytes': 'A'.repeat(10_240),
  blanks: ' '.repeat(20),
  'control characters as keys': 'TC1\u0000\u0007\u001bABCD',
};

describe('a hostile code', () => {
  it.each(Object.entries(HOSTILE))('is not heard: %s', (_, text) => {
    read(text);
    expect(scans).toEqual([]);
  });

  it.each(Object.entries(HOSTILE))('does no harm to the next one: %s', (_, text) => {
    read(text);
    at += 500;
    read(CODE);
    expect(scans).toEqual([CODE]);
  });

  it.each(Object.entries(HOSTILE))('is no scan as a text either: %s', (name, text) => {
    if (name !== 'control characters as keys') expect(cleanScan(text)).toBeNull();
  });

  it('is a text like any other when it is the name of a key', () => {
    read('Enter');
    read('Escape');
    expect(scans).toEqual(['ENTER', 'ESCAPE']);
  });
});

describe('a key that no code has', () => {
  const FOREIGN: Typed[] = [
    { key: 'Escape', code: 'Escape' },
    { key: 'F5', code: 'F5' },
    { key: 'ArrowDown', code: 'ArrowDown' },
    { key: 'Backspace', code: 'Backspace' },
    { key: 'b', code: 'KeyB', ctrlKey: true },
    { key: 'F4', code: 'F4', altKey: true },
    { key: 'r', code: 'KeyR', metaKey: true },
    { key: 'Process', code: 'Quote', isComposing: true },
  ];

  it.each(FOREIGN)('spoils the whole code: $key', (key) => {
    for (let before = 1; before <= CODE.length; before += 1) {
      at += 500;
      for (const each of CODE.slice(0, before)) press({ key: each });
      press(key);
      read(CODE.slice(before));
    }
    expect(scans).toEqual([]);
    at += 500;
    read(CODE);
    expect(scans).toEqual([CODE]);
  });

  it.each(['Shift', 'CapsLock', 'NumLock'])('is not %s, pressed around a code', (key) => {
    press({ key, code: key });
    for (const each of CODE.slice(0, 4)) press({ key: each });
    press({ key, code: key });
    read(CODE.slice(4));
    expect(scans).toEqual([CODE]);
  });
});

describe('a shortcut of the browser', () => {
  const print = { key: 'p', code: 'KeyP', ctrlKey: true };

  it('is nothing that a reader may press', () => {
    for (const each of CODE.slice(0, 4)) press({ key: each });
    expect(press(print).defaultPrevented).toBe(true);
  });

  it('stays with whoever presses it by hand', () => {
    expect(press(print).defaultPrevented).toBe(false);
    at += 500;
    expect(press(print).defaultPrevented).toBe(false);
  });
});
