/** What the hub answers of what does not fit, and of its proofs: times in ms since 1970. */
export interface Anomaly {
  id: string;
  kind: string;
  weight: 'must_be_zero' | 'look' | 'note';
  subject: string;
  site: string | null;
  member: number | null;
  day: string | null;
  state: string;
  owner: string | null;
  seen_at: number;
  found_at: number;
  gone_at: number | null;
  digest: string;
}

export interface Anomalies {
  counts: { kind: string; weight: Anomaly['weight']; state: string; count: number }[];
  items: Anomaly[];
  next: string | null;
}

export interface AnomalyDetail {
  anomaly: Anomaly;
  events: { event: string; hash: string | null }[];
  more: number;
  figures: Record<string, number | string>;
  notes: { event: string; at: number; officer: string | null; answer: string; note: string }[];
}

export interface Proof {
  is_well: boolean;
  report: {
    at_ms: number;
    checked: Record<string, number>;
    promises: Record<string, number>;
    waiting: Record<string, number>;
    flaws: string[];
  };
  page: string;
}

export interface Proofs {
  proofs: Proof[];
}
