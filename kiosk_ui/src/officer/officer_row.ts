/** What the site tells a supervisor of each officer listed for it; the name is masked. */
import type { SessionAnswer } from '../lib/contract.ts';

export interface OfficerRow {
  officer: string;
  name: string;
  roles: SessionAnswer['roles'];
  standing: 'active' | 'withdrawn';
  pin_set: boolean;
}
