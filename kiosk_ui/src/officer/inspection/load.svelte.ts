/** The goods of an inspection while they are measured: each line beside what was said of it. */
import {
  entryOf,
  isEntry,
  shapeOfAmount,
  wholeOf,
} from '../../kiosk/goods/amounts.ts';
import type { DeclarationAnswer, Goods } from '../../lib/contract_goods.ts';
import type { GoodsLine, Load, MeasuredLine } from '../../lib/contract_pass.ts';

export type Difference = GoodsLine['difference'];
type GoodsUnit = Goods['unit'];
type UnitOf = (goods: string) => GoodsUnit;

const MYRIAD = 10_000;
export const MOST_LINES = 20;

/** A line on the scales. What it is worth follows the amount, from `baseFen` for `baseAmount`. */
export interface Row {
  goods: string;
  origin: string;
  unit: GoodsUnit;
  baseAmount: number;
  baseFen: number;
  /** What was declared or said before, as typed; empty where nobody said anything. */
  said: string;
  amount: string;
}

export class LoadSoFar {
  /** The declaration here that the lines are of; null where none is, or there are no goods. */
  declaration = $state<string | null>(null);
  rows = $state<Row[]>([]);

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  /** Every line has been on the scales. */
  get isWhole(): boolean {
    return this.rows.every((row) => amountOf(row) > 0 && isSaid(row));
  }

  /** As the site takes it: the lines that were measured. */
  get whole(): Load | null {
    const lines = this.rows.filter((row) => amountOf(row) > 0).map((row) => this.line(row));
    return lines.length > 0 ? { declaration: this.declaration, lines } : null;
  }

  /** What was declared here and comes in: to be measured line by line. */
  take({ reference, lines }: Pick<DeclarationAnswer, 'reference' | 'lines'>, unitOf: UnitOf): void {
    this.declaration = reference;
    this.rows = lines
      .filter((line) => line.taken_amount > 0)
      .map((line) => ({
        ...{ goods: line.goods, origin: line.origin, unit: unitOf(line.goods), amount: '' },
        ...{ baseAmount: line.amount, baseFen: line.value_fen },
        said: entryOf(line.taken_amount, shapeOfAmount(unitOf(line.goods))),
      }));
  }

  /** Goods that were not declared here: the destination files them from what is measured now. */
  add(line: MeasuredLine, unit: GoodsUnit): void {
    if (this.rows.length >= MOST_LINES) return;
    this.declaration = null;
    this.rows.push(rowOf(line, unit));
  }

  drop(at: number): void {
    this.rows.splice(at, 1);
  }

  clear(): void {
    this.declaration = null;
    this.rows = [];
  }

  /** What was kept: measured lines find their places among those of the declaration again. */
  fill(load: Load | null, declarations: DeclarationAnswer[], unitOf: UnitOf): void {
    this.clear();
    if (!load) return;
    const declared = declarations.find((each) => each.reference === load.declaration);
    if (declared) {
      this.take(declared, unitOf);
      for (const row of this.rows) {
        const measured = load.lines.find((line) => isOf(line, row));
        if (measured) row.amount = entryOf(measured.amount, shapeOfAmount(row.unit));
      }
    } else if (!load.declaration) {
      this.rows = load.lines.map((line) => rowOf(line, unitOf(line.goods)));
    }
  }

  differences(perMyriad: number): Difference[] {
    return this.rows.map((row) => differenceOf(row, perMyriad));
  }

  private line(row: Row): MeasuredLine {
    const { goods, origin } = row;
    const measured = { goods, origin, amount: amountOf(row), value_fen: worthNow(row) };
    if (this.declaration) return measured;
    return { ...measured, declared_amount: saidOf(row) || null };
  }
}

/** By parts of ten thousand of what was said; the bound itself is tolerated, as at the site. */
export function differenceOf(row: Row, perMyriad: number): Difference {
  const said = saidOf(row);
  if (said === 0) return 'not_declared';
  const off = amountOf(row) - said;
  if (Math.abs(off) * MYRIAD <= said * perMyriad) return 'within';
  return off > 0 ? 'more' : 'less';
}

export function amountOf(row: Row): number {
  return wholeIn(row.amount, row.unit);
}

export function worthNow(row: Row): number {
  return Math.max(1, Math.round((row.baseFen * amountOf(row)) / row.baseAmount));
}

function saidOf(row: Row): number {
  return wholeIn(row.said, row.unit);
}

function isSaid(row: Row): boolean {
  return row.said.trim() === '' || saidOf(row) > 0;
}

function wholeIn(entry: string, unit: GoodsUnit): number {
  const shape = shapeOfAmount(unit);
  const plain = entry.trim().replace(',', '.');
  return isEntry(plain, shape) ? wholeOf(plain, shape) : 0;
}

function rowOf(line: MeasuredLine, unit: GoodsUnit): Row {
  const shape = shapeOfAmount(unit);
  return {
    ...{ goods: line.goods, origin: line.origin, unit },
    ...{ baseAmount: line.amount, baseFen: line.value_fen },
    said: line.declared_amount ? entryOf(line.declared_amount, shape) : '',
    amount: entryOf(line.amount, shape),
  };
}

function isOf(line: MeasuredLine, row: Row): boolean {
  return line.goods === row.goods && line.origin === row.origin;
}
