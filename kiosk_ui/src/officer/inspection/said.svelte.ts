/** What an officer has said of an inspection so far; a form writes into it. */
import type { Finding, Result, Said, Seal } from '../../lib/contract_pass.ts';

export class SaidSoFar {
  checks = $state<string[]>([]);
  result = $state<Result | null>(null);
  findings = $state<Finding[]>([]);
  seals = $state<Seal[]>([]);

  /** As the site takes it: a seal without a number was not set yet. */
  get whole(): Said {
    const seals = this.seals.filter((each) => each.number !== '');
    const { checks, result, findings } = this;
    return $state.snapshot({ checks, result, findings, seals });
  }

  get isBegun(): boolean {
    return this.result !== null || this.checks.length + this.findings.length > 0;
  }

  fill(from: Partial<Said>): void {
    this.checks = [...(from.checks ?? [])];
    this.result = from.result ?? null;
    this.findings = [...(from.findings ?? [])];
    this.seals = (from.seals ?? []).map((each) => ({ ...each }));
  }
}
