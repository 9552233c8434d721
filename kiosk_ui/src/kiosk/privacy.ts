/** Leaves nothing behind a visitor: no history to go back to, no page kept warm by the browser. */

/** Calls `forget` before the browser may store the page, and again should it bring it back. */
export function keepNothingBehind(forget: () => void): () => void {
  history.replaceState(null, '', location.pathname);
  const onReturn = (event: PageTransitionEvent) => event.persisted && forget();
  addEventListener('pagehide', forget);
  addEventListener('pageshow', onReturn);
  addEventListener('popstate', forget);
  return () => {
    removeEventListener('pagehide', forget);
    removeEventListener('pageshow', onReturn);
    removeEventListener('popstate', forget);
  };
}
