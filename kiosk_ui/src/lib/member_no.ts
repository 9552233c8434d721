/** A member number checks itself: ISO 7064 MOD 11,10 over eight digits. */

export const MEMBER_NO_DIGITS = 8;

/** False for a number in which one digit, or two neighbours, were typed wrongly. */
export function isMemberNo(digits: string): boolean {
  if (!/^\d{8}$/.test(digits)) return false;
  let check = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (check + Number(digit)) % 10 || 10;
    check = (sum * 2) % 11;
  }
  return (check + Number(digits.at(-1))) % 10 === 1;
}
