// @vitest-environment node
/** Our passes, read and written by a COSE library that is none of ours (tests/golden). */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Headers, ProtectedHeaders, Sign1 } from '@auth0/cose';
import { describe, expect, it } from 'vitest';

interface Golden {
  private_key: string;
  kid: string;
  external_aad: string;
  passes: { name: string; payload: string; text: string }[];
}

const file = new URL('../../../tests/golden/passes.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;
const EDDSA = -8;
const TAG_18 = 0xd2;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const privateKey = createPrivateKey({
  key: Buffer.concat([PKCS8, Buffer.from(golden.private_key, 'hex')]),
  format: 'der',
  type: 'pkcs8',
});
const externalAAD = new TextEncoder().encode(golden.external_aad);

function bytesOf(text: string): Uint8Array {
  const bits = [...text.slice(3)].map((letter) =>
    ALPHABET.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
}

function textOf(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const fives = bits.match(/.{1,5}/g) ?? [];
  return `TG1${fives.map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')}`;
}

function tagged(text: string): Uint8Array {
  return Uint8Array.from([TAG_18, ...bytesOf(text)]);
}

/** A pass in their encoding. They sign no external data, so Node signs what they lay out. */
function written(payload: Uint8Array): Uint8Array {
  const header = new ProtectedHeaders([
    [Headers.Algorithm, EDDSA],
    [Headers.KeyID, Buffer.from(golden.kid, 'hex')],
  ]).encode();
  const { Signature1: layOut } = Sign1 as unknown as {
    Signature1: (...parts: Uint8Array[]) => Uint8Array;
  };
  const signature = sign(null, layOut(header, externalAAD, payload), privateKey);
  return new Sign1(header, new Map(), payload, signature).encode();
}

describe.each(golden.passes)('the pass of $name', ({ payload, text }) => {
  it('is genuine to an independent reader', async () => {
    const read = Sign1.decode(tagged(text));
    await read.verify(createPublicKey(privateKey), { externalAAD });
    expect(Buffer.from(read.payload).toString('hex')).toBe(payload);
  });

  it('is not genuine as anything but a pass', async () => {
    const read = Sign1.decode(tagged(text));
    await expect(read.verify(createPublicKey(privateKey))).rejects.toThrow();
  });

  it('is written to the same letter by an independent writer', () => {
    const [tag, ...message] = written(Buffer.from(payload, 'hex'));
    expect([tag, textOf(Uint8Array.from(message))]).toEqual([TAG_18, text]);
  });
});
