/** Lets the browser keep the page that says "this machine is resting", for a load that fails. */

interface Policy {
  createScriptURL(path: string): string;
}
interface Policies {
  createPolicy(name: string, rules: Policy): Policy;
}

const WORKER = '/worker.js';

/** Does nothing where there is no secure context: no service worker runs there. */
export function keepRestingPage(): void {
  if (!('serviceWorker' in navigator)) return;
  // The site's policy lets only this one address become a program.
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  const policy = policies?.createPolicy('twogate-worker', { createScriptURL: () => WORKER });
  const script = policy?.createScriptURL(WORKER) ?? WORKER;
  navigator.serviceWorker.register(script).catch(() => undefined);
}
