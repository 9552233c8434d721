/** A screen at the counter goes by itself: nobody's name waits there for the next person. */

/** Calls `leave` after `ms`; a touch or a key gives the reader the whole time again. */
export function returnByItself(leave: () => void, ms: number): () => void {
  let timer = setTimeout(leave, ms);
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(leave, ms);
  };
  const signs = ['pointerdown', 'keydown'] as const;
  for (const sign of signs) addEventListener(sign, again);
  return () => {
    clearTimeout(timer);
    for (const sign of signs) removeEventListener(sign, again);
  };
}
