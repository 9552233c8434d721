/** Keeps the screen lit while a pass is shown, where the browser can; a gate is no place to fumble. */

/** Until the returned function is called; asks anew each time the page comes to the front. */
export function keepAwake(): () => void {
  let held: WakeLockSentinel | null = null;
  let isOver = false;
  const ask = async () => {
    if (isOver || document.visibilityState !== 'visible') return;
    // Refused on a low battery, and missing without TLS: the brightness hint is shown anyway.
    held = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null;
    if (isOver) void held?.release();
  };
  document.addEventListener('visibilitychange', ask);
  void ask();
  return () => {
    isOver = true;
    document.removeEventListener('visibilitychange', ask);
    void held?.release();
  };
}
