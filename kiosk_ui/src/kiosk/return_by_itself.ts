/** A last screen goes away by itself, so that the next in line finds the kiosk free. */

/** In large text or a foreign tongue reading takes longer; eight seconds is for the usual size. */
export const LAST_SCREEN_MS = 8_000;

/** Calls `leave` after `ms`; a touch on the screen gives the reader the whole time again. */
export function returnByItself(leave: () => void, ms: number): () => void {
  let timer = setTimeout(leave, ms);
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(leave, ms);
  };
  addEventListener('pointerdown', again);
  return () => {
    clearTimeout(timer);
    removeEventListener('pointerdown', again);
  };
}
