/** Listens to a barcode reader that types like a keyboard, whatever input method is on. */

const LONGEST_SCAN = 600;
const SHORTEST_SCAN = 4;
/** A reader leaves 1–30 ms between keys; a person seldom less than 80. */
const FASTEST_FINGER_MS = 60;

const SHIFTED_DIGITS = ')!@#$%^&*(';
const SIGNS: Record<string, [plain: string, shifted: string]> = {
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  Semicolon: [';', ':'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
  Space: [' ', ' '],
  NumpadSubtract: ['-', '-'],
  NumpadAdd: ['+', '+'],
  NumpadMultiply: ['*', '*'],
  NumpadDivide: ['/', '/'],
  NumpadDecimal: ['.', '.'],
};

type Field = HTMLInputElement | HTMLTextAreaElement;
type Key = Pick<KeyboardEvent, 'code' | 'key' | 'shiftKey' | 'isComposing' | 'timeStamp'>;

/**
 * Calls `onScan` with each code read while the returned function has not been called.
 * A field that has the focus gets back the text it had before the reader typed into it; no key
 * is kept from a field, since quick fingers may be as fast as a slow reader for a moment.
 */
export function listenToScanner(onScan: (text: string) => void, page: Document = document) {
  const burst = new Burst();
  const hear = (event: KeyboardEvent) => {
    if (event.repeat) return;
    const scan = burst.take(event);
    const isForField = isField(event.target) && scan === null && !hasModifier(event);
    if (burst.isReader && !isForField) stopTyping(event);
    if (scan === null) return;
    burst.restoreField();
    onScan(scan);
  };
  page.addEventListener('keydown', hear, { capture: true });
  return () => page.removeEventListener('keydown', hear, { capture: true });
}

/** Keys that came so fast one after another that no finger typed them. */
class Burst {
  private text = '';
  private lastAt = -Infinity;
  private field: { element: Field; before: string } | null = null;
  /** True once a key came that no code has: a code is refused as a whole, and never mended. */
  private isSpoiled = false;
  /** True while the keys come from a reader: then no button may get them. */
  isReader = false;

  /** The whole scan at its closing Enter or Tab; null before that, and for garbage. */
  take(event: KeyboardEvent): string | null {
    const fast = event.timeStamp - this.lastAt <= FASTEST_FINGER_MS;
    this.isReader = fast && this.text.length >= SHORTEST_SCAN;
    if (!fast) this.begin(event);
    if (isEnd(event)) return this.finish();
    const character = hasModifier(event) ? null : characterOf(event);
    if (character === null && saysNothing(event)) return null;
    this.lastAt = event.timeStamp;
    if (character === null) this.isSpoiled = true;
    else if (this.text.length <= LONGEST_SCAN) this.text += character;
    return null;
  }

  /** Takes back the first characters, which reached the field before the reader was known. */
  restoreField(): void {
    if (!this.field || this.field.element.value === this.field.before) return;
    this.field.element.value = this.field.before;
    this.field.element.dispatchEvent(new Event('input', { bubbles: true }));
  }

  private begin(event: KeyboardEvent): void {
    this.text = '';
    this.isSpoiled = false;
    const element = event.target;
    this.field = isField(element) ? { element, before: element.value } : null;
  }

  private finish(): string | null {
    const scan = this.isReader && !this.isSpoiled ? cleanScan(this.text) : null;
    this.text = '';
    this.isSpoiled = false;
    this.lastAt = -Infinity;
    return scan;
  }
}

/** What a code holds: upper case, no control characters, no blanks around; null for garbage. */
export function cleanScan(text: string): string | null {
  const shown = text.replace(/[\u0000-\u001f\u007f]/g, '').trim();
  // People show the link by which their phone was handed a pass as they show the pass itself.
  const plain = shown.replace(/^https:\/\/[^#]*\/#(?=tg1)/i, '');
  // Small letters by name: of "ı" and "ſ" the capitals would be I and S.
  const isCode = /^[0-9A-Za-z $%*+\-./:]+$/.test(plain);
  const clean = plain.toUpperCase();
  return isCode && clean.length >= SHORTEST_SCAN && clean.length <= LONGEST_SCAN ? clean : null;
}

/**
 * The character a key stands for. Under a Pinyin or Telex input method `key` says "Process" and
 * only `code`, the place of the key, is true.
 */
export function characterOf(event: Key): string | null {
  const key = event.key ?? '';
  if (!event.isComposing && /^[\x20-\x7e]$/.test(key)) return key.toUpperCase();
  return byPlace(event.code ?? '', event.shiftKey);
}

function byPlace(code: string, shift: boolean): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return letter;
  const digit = /^(Digit|Numpad)(\d)$/.exec(code);
  if (digit) return shift && digit[1] === 'Digit' ? SHIFTED_DIGITS[Number(digit[2])]! : digit[2]!;
  return SIGNS[code]?.[shift ? 1 : 0] ?? null;
}

/** Shift and the locks, which readers press around a code; what an input method keeps to itself. */
function saysNothing(event: KeyboardEvent): boolean {
  if (/^(Shift(Left|Right)?|CapsLock|NumLock)$/.test(event.code || event.key)) return true;
  return !event.code && ['Process', 'Unidentified', ''].includes(event.key);
}

/** With one of these a key is a shortcut, or how a reader types a control character. */
function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.altKey || event.metaKey;
}

function isEnd(event: Key): boolean {
  return ['Enter', 'Tab'].includes(event.key) || ['Enter', 'NumpadEnter'].includes(event.code);
}

function isField(target: EventTarget | null): target is Field {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

function stopTyping(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
