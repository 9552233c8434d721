/** What a device keeps between page loads: settings of the machine, never anything of a person. */

type Setting = 'language' | 'large' | 'site-language' | 'mm' | 'reader';

/** 1 mm on a 15.6" screen of 1920×1080: 20 mm are 111 px (measured, 4-experience §3). */
export const USUAL_MM_PX = 5.55;

export function recall(setting: Setting): string | null {
  try {
    return localStorage.getItem(`twogate.${setting}`);
  } catch {
    return null;
  }
}

export function remember(setting: Setting, value: string): void {
  try {
    localStorage.setItem(`twogate.${setting}`, value);
  } catch {
    // A browser without storage still serves; it only forgets at the next load.
  }
}

export function forget(setting: Setting): void {
  try {
    localStorage.removeItem(`twogate.${setting}`);
  } catch {
    // Nothing was kept, so nothing is left.
  }
}

/** The owner opens the kiosk once with `?reader=camera` where no reader stands, or back again. */
export function heedReader(search: string): void {
  const asked = new URLSearchParams(search).get('reader');
  if (asked === 'camera') remember('reader', 'camera');
  if (asked === 'scanner') forget('reader');
}

export function millimetrePx(): number {
  const px = Number(recall('mm'));
  return px >= 2 && px <= 20 ? px : USUAL_MM_PX;
}

/** Makes a millimetre of the style sheet a millimetre of this screen. */
export function calibrate(px: number = millimetrePx()): void {
  document.documentElement.style.setProperty('--mm', `${px}px`);
}

export function rememberMillimetre(px: number): void {
  remember('mm', px.toFixed(2));
  calibrate(px);
}
