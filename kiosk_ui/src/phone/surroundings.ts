/** In what the page was opened: it decides what can be kept, and how to keep it better. */

export type Surroundings = 'installed' | 'wechat' | 'ios' | 'android' | 'other';

interface Seen {
  agent: string;
  isStandalone: boolean;
}

export function surroundingsOf({ agent, isStandalone }: Seen): Surroundings {
  if (isStandalone) return 'installed';
  if (/MicroMessenger/i.test(agent)) return 'wechat';
  if (/iPhone|iPad|iPod/i.test(agent)) return 'ios';
  return /Android|HarmonyOS/i.test(agent) ? 'android' : 'other';
}

export function surroundings(): Surroundings {
  const isStandalone = matchMedia('(display-mode: standalone)').matches;
  return surroundingsOf({ agent: navigator.userAgent, isStandalone });
}
