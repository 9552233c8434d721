import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onShortcuts, shortcutOf } from './shortcuts.ts';

const plain = { altKey: false, ctrlKey: false, metaKey: false };

function press(target: Element, key: string, more: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

describe('shortcuts of the station', () => {
  const admit = vi.fn();
  let stop: () => void;

  beforeEach(() => {
    document.body.innerHTML = '<h1 tabindex="-1"></h1><button></button><input />';
    stop = onShortcuts({ Enter: admit, 'Alt+N': admit });
  });
  afterEach(() => {
    stop();
    admit.mockReset();
  });

  it('goes by the place of the key, whatever the input method makes of it', () => {
    expect(shortcutOf({ ...plain, altKey: true, key: 'ñ', code: 'KeyN' })).toBe('Alt+N');
    expect(shortcutOf({ ...plain, altKey: true, key: 'Process', code: 'Digit2' })).toBe('Alt+2');
  });

  it('takes no letter alone, since a scan begins with one', () => {
    expect(shortcutOf({ ...plain, key: 't', code: 'KeyT' })).toBeNull();
    const altGraph = { ...plain, altKey: true, ctrlKey: true };
    expect(shortcutOf({ ...altGraph, key: 'n', code: 'KeyN' })).toBeNull();
  });

  it('acts once on Enter, and not again while the key is held', () => {
    press(document.querySelector('h1')!, 'Enter');
    press(document.querySelector('h1')!, 'Enter', { repeat: true });
    expect(admit).toHaveBeenCalledOnce();
  });

  it('leaves Enter to the button or field that has the focus', () => {
    press(document.querySelector('button')!, 'Enter');
    press(document.querySelector('input')!, 'Enter');
    expect(admit).not.toHaveBeenCalled();
  });

  it('hears Alt with a letter inside a field too', () => {
    const event = press(document.querySelector('input')!, 'n', { altKey: true, code: 'KeyN' });
    expect(admit).toHaveBeenCalledOnce();
    expect(event.defaultPrevented).toBe(true);
  });
});
