/** What an officer has said of an inspection so far; a form writes into it. */
import type { Goods, DeclarationAnswer } from '../../lib/contract_goods.ts';
import type { HitAnswer } from '../../lib/contract_hits.ts';
import type { Batch, Finding, Result, Said, Seal } from '../../lib/contract_pass.ts';
import { LoadSoFar } from './load.svelte.ts';

/** What is known before anything is said, and says how a draft is read. */
export interface Known {
  declarations: DeclarationAnswer[];
  unitOf: (goods: string) => Goods['unit'];
}

/** What an inspection still wants before it can be recorded. */
export type Lack =
  | 'hits'
  | 'result'
  | 'check'
  | 'finding'
  | 'amount'
  | 'hold'
  | 'weight'
  | 'confirmed'
  | 'batch';

const UNKNOWN: Known = { declarations: [], unitOf: () => 'gram' };
const BATCH_HASH = /^[0-9a-f]{32}$/;

export class SaidSoFar {
  checks = $state<string[]>([]);
  result = $state<Result | null>(null);
  findings = $state<Finding[]>([]);
  seals = $state<Seal[]>([]);
  readonly load = new LoadSoFar();
  plate = $state('');
  /** The batch as typed; it counts once both of its fields are right. */
  batch = $state({ members: '', hash: '' });
  /** The member has seen what it comes to. Whatever changes afterwards, they see again. */
  confirmed = $state(false);
  hits = $state<string[]>([]);

  /** As the site takes it: a seal without a number was not set yet. */
  get whole(): Said {
    const seals = this.seals.filter((each) => each.number !== '');
    const { checks, result, findings, confirmed, hits } = this;
    const said = { checks, result, findings, seals, confirmed, hits };
    const goods = this.load.whole;
    return $state.snapshot({ ...said, goods, plate: this.plate || null, batch: this.batchSaid });
  }

  get isBegun(): boolean {
    const ticked = this.checks.length + this.findings.length;
    return this.result !== null || ticked > 0 || this.load.whole !== null || this.plate !== '';
  }

  fill(from: Partial<Said>, known: Known = UNKNOWN): void {
    this.checks = [...(from.checks ?? [])];
    this.result = from.result ?? null;
    this.findings = [...(from.findings ?? [])];
    this.seals = (from.seals ?? []).map((each) => ({ ...each }));
    this.load.fill(from.goods ?? null, known.declarations, known.unitOf);
    this.plate = from.plate ?? '';
    const batch = from.batch;
    this.batch = { members: batch ? String(batch.members) : '', hash: batch?.hash ?? '' };
    this.confirmed = from.confirmed ?? false;
    this.hits = [...(from.hits ?? [])];
  }

  /** What is wanted first; null when the site may be asked to record it. */
  lack(hits: HitAnswer[], perMyriad: number): Lack | null {
    if (hits.some((each) => !this.hits.includes(each.reference))) return 'hits';
    if (this.result === null) return 'result';
    if (!this.load.isWhole) return 'amount';
    if (this.isHalfABatch) return 'batch';
    if (this.result !== 'cleared') return this.findings.length > 0 ? null : 'finding';
    return this.checks.length > 0 ? this.lackOfGoods(perMyriad) : 'check';
  }

  private lackOfGoods(perMyriad: number): Lack | null {
    if (this.load.isEmpty) return null;
    const differences = this.load.differences(perMyriad);
    if (differences.includes('more')) return 'hold';
    if (differences.includes('less') && !this.findings.includes('weight_differs')) return 'weight';
    return this.confirmed ? null : 'confirmed';
  }

  private get batchSaid(): Batch | null {
    const { members, hash } = this.batch;
    const count = Number(members);
    const isWhole = Number.isInteger(count) && count > 0 && BATCH_HASH.test(hash);
    return isWhole ? { members: count, hash } : null;
  }

  private get isHalfABatch(): boolean {
    return `${this.batch.members}${this.batch.hash}` !== '' && this.batchSaid === null;
  }
}
