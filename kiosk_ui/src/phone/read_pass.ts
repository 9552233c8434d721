/**
 * What a pass says, for its bearer to read. The phone holds no keys and proves nothing: whether a
 * pass is genuine is for the destination to judge (docs/protocol.md, Passes).
 */
import { fromBase32 } from './base32.ts';
import { NotReadable, readCbor, type Cbor } from './cbor.ts';

const PREFIX = 'TG1';
/** What a QR code 13-M holds; a longer text is none of ours. */
const LONGEST = 483;
const KEY_ID = 4;
const CLAIM = { aud: 3, exp: 4, iat: 6, seq: 7, member: -1, goods: -6, quota: -7, plate: -8 } as const;

export interface Pass {
  text: string;
  /** The COSE message, of which the short code is made. */
  message: Uint8Array;
  /** The epoch of the issuer, eight hex digits: whose it is, the list of sites tells. */
  epoch: string;
  /** The number of the event that made it. */
  seq: number;
  to: string;
  issuedMs: number;
  expiresMs: number;
  memberNo: number;
  /** Quota that goes along, by component: 1 is the value in minor units; empty when none does. */
  quota: ReadonlyMap<number, number>;
  goods: { lines: number; total: number; declared: boolean } | null;
  plate: string | null;
}

/** The pass in a text or in a link (`…/p/#TG1…`); null for what is no pass. */
export function readPass(shown: string): Pass | null {
  const text = shown.slice(shown.lastIndexOf('#') + 1).replace(/\s/g, '').toUpperCase();
  if (!text.startsWith(PREFIX) || text.length > LONGEST) return null;
  try {
    return passIn(text);
  } catch {
    return null;
  }
}

function passIn(text: string): Pass {
  const message = fromBase32(text.slice(PREFIX.length));
  const [header, , payload] = listIn(readCbor(message));
  const kid = bytesIn(mapIn(readCbor(bytesIn(header))).get(KEY_ID));
  const claims = mapIn(readCbor(bytesIn(payload)));
  const goods = claims.get(CLAIM.goods);
  const plate = claims.get(CLAIM.plate);
  return {
    text,
    message,
    epoch: hex(kid),
    seq: numberIn(readNumber(bytesIn(claims.get(CLAIM.seq)))),
    to: textIn(listIn(claims.get(CLAIM.aud))[0]),
    issuedMs: numberIn(claims.get(CLAIM.iat)) * 1000,
    expiresMs: numberIn(claims.get(CLAIM.exp)) * 1000,
    memberNo: numberIn(claims.get(CLAIM.member)),
    quota: quotaIn(claims.get(CLAIM.quota)),
    goods: goods === undefined ? null : goodsIn(listIn(goods)),
    plate: plate === undefined ? null : textIn(plate),
  };
}

/** `cti` holds the number of the event as bytes, the largest first. */
function readNumber(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

function quotaIn(claim: Cbor | undefined): Map<number, number> {
  if (claim === undefined) return new Map();
  const amounts = mapIn(listIn(claim)[1]);
  return new Map([...amounts].map(([part, amount]) => [Number(part), numberIn(amount)]));
}

function goodsIn([, lines, total, declared]: Cbor[]): Pass['goods'] {
  return { lines: numberIn(lines), total: numberIn(total), declared: declared === true };
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function listIn(item: Cbor | undefined): Cbor[] {
  if (!Array.isArray(item)) throw new NotReadable('no list');
  return item;
}

function mapIn(item: Cbor | undefined): Map<number | string, Cbor> {
  if (!(item instanceof Map)) throw new NotReadable('no map');
  return item;
}

function bytesIn(item: Cbor | undefined): Uint8Array {
  if (!(item instanceof Uint8Array)) throw new NotReadable('no bytes');
  return item;
}

function numberIn(item: Cbor | undefined): number {
  if (typeof item !== 'number') throw new NotReadable('no number');
  return item;
}

function textIn(item: Cbor | undefined): string {
  if (typeof item !== 'string') throw new NotReadable('no text');
  return item;
}
