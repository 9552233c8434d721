/** Where the focus goes when a screen comes up. */
import type { Attachment } from 'svelte/attachments';

/** A field that takes the focus on a touchscreen covers half of it with a keyboard. */
export function hasKeyboard(): boolean {
  return matchMedia('(hover: hover) and (pointer: fine)').matches;
}

/** The first field inside gets the focus, where there is a keyboard to fill it with. */
export const focusFirstField: Attachment<HTMLElement> = (place) => {
  if (hasKeyboard()) place.querySelector<HTMLElement>('input, select, textarea')?.focus();
};
