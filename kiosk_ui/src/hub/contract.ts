/** What the hub answers, as its OpenAPI tells it: times in ms since 1970, no member in any of it. */
import type { Names } from '../lib/contract.ts';
import type { Verdict } from '../lib/sound.ts';

export interface SiteState {
  site: string;
  names: Names;
  epoch: string;
  standing: Verdict;
  concerns: string[];
  heard_at: number | null;
  stored: number;
  durable: number;
  applied: number;
  aside: number;
  forks: number;
  missing: number;
  record_ends_at: number;
  behind: Record<string, number>;
  told_at: number | null;
  unsent: number | null;
  software: string | null;
  attention: number | null;
  clock: 'none' | 'rtc' | 'synced' | null;
  clock_off_ms: number | null;
  day: string | null;
  refusal: string | null;
  warnings: string[];
  free_mib: number | null;
}

export interface SiteStates {
  software: string;
  now: number;
  sites: SiteState[];
}

/** How far the hub holds the journals of all sites, and what it could not apply. */
export interface Held {
  journals: {
    site: string;
    epoch: string;
    stored: number;
    durable: number;
    applied: number;
    aside: number;
    forks: number;
    heard_at: number;
  }[];
  gaps: { site: string; epoch: string; first: number; last: number }[];
  aside: {
    event: string;
    type: string;
    reason: string;
    software: string;
    waits_for: string | null;
    dismissed_by: string | null;
  }[];
}

export interface Run {
  site: string;
  at: number;
  outcome: string;
  events: number;
  aside: number;
  pages: number;
}

export interface Runs {
  runs: Run[];
  next: number | null;
}

export type Unit = 'fen' | 'gram' | 'piece' | 'time';

export interface Component {
  number: number;
  code: string;
  names: Names;
  unit: Unit;
  period: 'day' | 'month';
  currency: string | null;
}

export interface Report {
  by: 'day' | 'site' | 'hour' | 'group';
  since: string;
  until: string;
  series: string[];
  rows: { key: string; label: string | null; values: number[] }[];
  component: number | null;
  components: Component[];
}
