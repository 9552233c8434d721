/** Lets the browser keep what a page needs when nobody answers it. */

interface Policy {
  createScriptURL(path: string): string;
}
interface Policies {
  createPolicy(name: string, rules: Policy): Policy;
}

/** The page that says "this machine is resting", for a screen whose site is dead. */
export function keepRestingPage(): void {
  keepWorker('/worker.js');
}

/** The phone's own pages, whole: they open without a network once they were opened with one. */
export function keepPhonePages(): void {
  keepWorker('/p/worker.js');
}

/** Does nothing where there is no secure context: no service worker runs there. */
function keepWorker(path: string): void {
  if (!('serviceWorker' in navigator)) return;
  // The page's policy lets only this one address become a program.
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  const policy = policies?.createPolicy('twogate-worker', { createScriptURL: () => path });
  const script = policy?.createScriptURL(path) ?? path;
  navigator.serviceWorker.register(script).catch(() => undefined);
}
