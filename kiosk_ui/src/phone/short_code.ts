/** The ten characters by which an officer finds a pass when no reader reads its picture. */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HASHED = 9;

/**
 * The code of the pass that `site`.`epoch`.`seq` issued; as the service makes it
 * (service/passes/human_code.py). Null where the browser gives no digest: a page without TLS.
 */
export async function shortCode(passId: string, message: Uint8Array): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const digest = await sha256(message);
  const hashed = await sha256(
    Uint8Array.from([...new TextEncoder().encode(`twogate human code\0${passId}`), ...digest]),
  );
  const bits = [...hashed.subarray(0, 6)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const values = Array.from({ length: HASHED }, (_, place) =>
    Number.parseInt(bits.slice(place * 5, place * 5 + 5), 2),
  );
  return [...values, check(values)].map((value) => ALPHABET[value]).join('');
}

/** As it is printed and read aloud: two groups of five. */
export function spaced(code: string): string {
  return `${code.slice(0, 5)} ${code.slice(5)}`;
}

/** The sum of the values, each times another power of x, in the field of 32 elements. */
function check(values: number[]): number {
  return values.reduce((total, value) => timesX(total ^ value), 0);
}

function timesX(value: number): number {
  const doubled = value << 1;
  return doubled & 32 ? doubled ^ 0b100101 : doubled;
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
}
