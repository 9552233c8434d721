import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { characterOf, cleanScan, listenToScanner } from './scanner.ts';

let scans: string[];
let stop: () => void;
let at: number;

beforeEach(() => {
  scans = [];
  at = 1000;
  stop = listenToScanner((text) => scans.push(text));
});
afterEach(() => {
  stop();
  document.body.replaceChildren();
});

type Typed = Partial<KeyboardEventInit> & { key: string };

function press(typed: Typed, gap_ms = 5, target: EventTarget = document.body): KeyboardEvent {
  at += gap_ms;
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...typed });
  Object.defineProperty(event, 'timeStamp', { value: at });
  target.dispatchEvent(event);
  return event;
}

function read(text: string, gap_ms = 5, target: EventTarget = document.body): KeyboardEvent {
  [...text].forEach((key) => press({ key, code: codeOf(key) }, gap_ms, target));
  return press({ key: 'Enter', code: 'Enter' }, gap_ms, target);
}

function codeOf(key: string): string {
  return /\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`;
}

describe('a reader that types like a keyboard', () => {
  it('is heard although no field has the focus', () => {
    read('TC1ABC23');
    expect(scans).toEqual(['TC1ABC23']);
  });

  it('is heard under a Pinyin or Telex input method, which hides the keys', () => {
    for (const key of 'TC1AB') press({ key: 'Process', code: codeOf(key), isComposing: true });
    press({ key: 'Process', code: 'Enter', isComposing: true });
    expect(scans).toEqual(['TC1AB']);
  });

  it('is heard in upper case whatever Caps Lock says', () => {
    read('tc1abc');
    expect(scans).toEqual(['TC1ABC']);
  });

  it('is told from fingers by its speed', () => {
    read('10000012', 120);
    expect(scans).toEqual([]);
  });

  it('presses no button with its Enter', () => {
    expect(read('TC1ABC').defaultPrevented).toBe(true);
    expect(press({ key: 'Enter', code: 'Enter' }, 500).defaultPrevented).toBe(false);
  });

  it('leaves in a field what stood there before', () => {
    const field = document.createElement('input');
    field.value = 'chen';
    document.body.append(field);
    press({ key: 'T', code: 'KeyT' }, 500, field);
    field.value = 'chenT';
    for (const key of 'C1AB') press({ key, code: codeOf(key) }, 5, field);
    press({ key: 'Enter', code: 'Enter' }, 5, field);
    expect(scans).toEqual(['TC1AB']);
    expect(field.value).toBe('chen');
  });

  it('takes no key from quick fingers in a field', () => {
    const field = document.createElement('input');
    document.body.append(field);
    for (const key of '246810') {
      expect(press({ key, code: codeOf(key) }, 40, field).defaultPrevented).toBe(false);
    }
    expect(press({ key: 'Enter', code: 'Enter' }, 200, field).defaultPrevented).toBe(false);
    expect(scans).toEqual([]);
  });

  it('is not a key held down', () => {
    for (let n = 0; n < 8; n += 1) press({ key: '1', code: 'Digit1', repeat: n > 0 }, 30);
    press({ key: 'Enter', code: 'Enter' }, 30);
    expect(scans).toEqual([]);
  });

  it('may send many codes one after another', () => {
    read('TC1AAAA');
    read('TC1BBBB');
    expect(scans).toEqual(['TC1AAAA', 'TC1BBBB']);
  });

  it('may put a Shift before each capital', () => {
    for (const key of 'TC1A') {
      press({ key: 'Shift', code: 'ShiftLeft' });
      press({ key, code: codeOf(key), shiftKey: true });
    }
    press({ key: 'Enter', code: 'Enter' });
    expect(scans).toEqual(['TC1A']);
  });

  it('is not heard any more once the screen has closed', () => {
    stop();
    read('TC1ABC');
    expect(scans).toEqual([]);
  });

  it('never passes on more than 600 characters', () => {
    read('A'.repeat(601));
    read('B'.repeat(600));
    expect(scans).toEqual(['B'.repeat(600)]);
  });
});

describe('the text of a scan', () => {
  it('loses control characters and blanks around it', () => {
    expect(cleanScan(' \u001dtc1ab\u0000c\r')).toBe('TC1ABC');
  });

  it('is nothing when it is no code', () => {
    expect(cleanScan('<script>')).toBeNull();
    expect(cleanScan('边民卡')).toBeNull();
    expect(cleanScan('AB')).toBeNull();
  });

  it('takes signs by the place of their key when the input method hides them', () => {
    const hidden = { key: 'Process', isComposing: true, timeStamp: 0 };
    expect(characterOf({ ...hidden, code: 'Digit4', shiftKey: true })).toBe('$');
    expect(characterOf({ ...hidden, code: 'Slash', shiftKey: false })).toBe('/');
    expect(characterOf({ ...hidden, code: 'Numpad7', shiftKey: false })).toBe('7');
    expect(characterOf({ ...hidden, code: 'F5', shiftKey: false })).toBeNull();
  });
});
