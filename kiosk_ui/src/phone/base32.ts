/** RFC 4648 base 32 without padding: what a QR code writes most densely of all letters. */
import { NotReadable } from './cbor.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Throws `NotReadable` for a letter of no such alphabet. */
export function fromBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) throw new NotReadable(`no base 32: ${letter}`);
    bits = ((bits << 5) | value) & 0xfff;
    held += 5;
    if (held >= 8) bytes.push((bits >> (held -= 8)) & 0xff);
  }
  return Uint8Array.from(bytes);
}
