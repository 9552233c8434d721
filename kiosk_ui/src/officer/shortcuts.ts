/** The station by keyboard alone: Enter, Escape, and Alt with the letter shown on the button. */

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey'>;

const TAKES_ENTER = 'button, a, select, textarea, input, summary, [role="button"]';

/**
 * Calls the act of a shortcut ("Enter", "Escape", "Alt+N") until the returned function is called.
 * A key held down acts once; a field or button that has the focus keeps its own Enter.
 */
export function onShortcuts(acts: Record<string, () => void>, page: Window = window): () => void {
  const hear = (event: KeyboardEvent) => {
    if (event.repeat || event.isComposing || event.defaultPrevented) return;
    const shortcut = shortcutOf(event);
    const act = shortcut === null ? undefined : acts[shortcut];
    if (!act || (shortcut === 'Enter' && keepsEnter(event.target))) return;
    event.preventDefault();
    act();
  };
  page.addEventListener('keydown', hear);
  return () => page.removeEventListener('keydown', hear);
}

/**
 * By the place of the key, since an input method hides its letter. No letter acts without Alt: the
 * first one of a scan would be taken for it.
 */
export function shortcutOf(event: Pressed): string | null {
  if (event.ctrlKey || event.metaKey) return null;
  if (event.altKey) {
    const place = /^(?:Key|Digit)(\w)$/.exec(event.code)?.[1];
    return place ? `Alt+${place}` : null;
  }
  return ['Enter', 'Escape'].includes(event.key) ? event.key : null;
}

function keepsEnter(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TAKES_ENTER) !== null;
}
