/** Which PINs the site will refuse, told before they are sent; officers/rules.py decides. */

/** All digits the same, a run up or down, or the officer's own code inside. */
export function isTooSimple(pin: string, officer: string): boolean {
  if (pin.includes(officer)) return true;
  const steps = new Set(
    [...pin].slice(1).map((digit, place) => (Number(digit) - Number(pin[place]) + 10) % 10),
  );
  return steps.size === 1 && [0, 1, 9].some((step) => steps.has(step));
}
