/** The little of CBOR (RFC 8949) that a pass is made of: whole numbers, bytes, text, lists, maps. */

export type Cbor = number | boolean | string | Uint8Array | Cbor[] | Map<number | string, Cbor>;

export class NotReadable extends Error {}

/** Read one item that fills `bytes` to the end. Throws `NotReadable` for anything else. */
export function readCbor(bytes: Uint8Array): Cbor {
  const reader = new Reader(bytes);
  const item = reader.item();
  if (!reader.isAtEnd) throw new NotReadable('something follows');
  return item;
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  item(): Cbor {
    const first = this.take(1)[0]!;
    const [kind, small] = [first >> 5, first & 31];
    if (kind === 7) return this.simple(small);
    const size = this.size(small);
    switch (kind) {
      case 0:
        return size;
      case 1:
        return -1 - size;
      case 2:
        return this.take(size);
      case 3:
        return new TextDecoder('utf-8', { fatal: true }).decode(this.take(size));
      case 4:
        return this.times(size, () => this.item());
      case 5:
        return new Map(this.times(size, () => [this.key(), this.item()] as const));
      default:
        throw new NotReadable('an item of another kind');
    }
  }

  private simple(small: number): boolean {
    if (small !== 20 && small !== 21) throw new NotReadable('a value of another kind');
    return small === 21;
  }

  private key(): number | string {
    const key = this.item();
    if (typeof key !== 'number' && typeof key !== 'string') throw new NotReadable('a strange key');
    return key;
  }

  /** The number that stands in or after the first byte; of eight bytes only the exact ones. */
  private size(small: number): number {
    if (small < 24) return small;
    if (small > 27) throw new NotReadable('a length that is not told');
    const size = this.take(1 << (small - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
    if (!Number.isSafeInteger(size)) throw new NotReadable('a number too large');
    return size;
  }

  private times<T>(count: number, read: () => T): T[] {
    if (count > this.bytes.length) throw new NotReadable('more items than bytes');
    return Array.from({ length: count }, read);
  }

  private take(count: number): Uint8Array {
    const end = this.at + count;
    if (end > this.bytes.length) throw new NotReadable('cut off');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}
