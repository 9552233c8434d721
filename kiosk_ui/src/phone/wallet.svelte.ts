/** The passes that this phone keeps, newest first. They stay here: no server is told of any. */
import { readPass, type Pass } from './read_pass.ts';

const KEPT = 'twogate.passes';
const DAY_MS = 86_400_000;
/** A member has few passes a day; whatever more comes pushes the oldest out. */
const MOST = 12;

class Wallet {
  passes = $state.raw<Pass[]>(recallPasses());
  /** False where the browser keeps nothing: then the picture is the member's copy. */
  canKeep = $state(true);

  /** Takes in what a link brought; false when it was no pass. */
  take(shown: string): boolean {
    const pass = readPass(shown);
    if (!pass) return false;
    this.put([pass, ...this.passes.filter((each) => each.text !== pass.text)].slice(0, MOST));
    return true;
  }

  forget(pass: Pass): void {
    this.put(this.passes.filter((each) => each.text !== pass.text));
  }

  /** What ended more than a day ago is of no use to anybody. */
  dropOld(nowMs: number): void {
    const young = this.passes.filter((pass) => pass.expiresMs + DAY_MS > nowMs);
    if (young.length < this.passes.length) this.put(young);
  }

  private put(passes: Pass[]): void {
    this.passes = passes;
    try {
      localStorage.setItem(KEPT, JSON.stringify(passes.map((pass) => pass.text)));
    } catch {
      this.canKeep = false;
    }
  }
}

export const wallet = new Wallet();

function recallPasses(): Pass[] {
  try {
    const texts = JSON.parse(localStorage.getItem(KEPT) ?? '[]') as string[];
    return texts.map(readPass).filter((pass) => pass !== null);
  } catch {
    return [];
  }
}
