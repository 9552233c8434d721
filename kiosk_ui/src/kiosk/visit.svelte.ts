/** One visit to the kiosk, from the first touch to the green screen, and then forgotten. */
import { api, type Answer } from '../lib/api.ts';
import type { DeclarationsAnswer, PolicyAnswer, QuotaAnswer } from '../lib/contract_goods.ts';
import type {
  CheckInAnswer,
  Direction,
  Identity,
  Lane,
  PeekAnswer,
  Turn,
} from '../lib/contract.ts';
import { readsByCamera } from '../lib/camera.ts';
import { codeOf, type Problem, type ProblemCode } from '../lib/problems.ts';
import { terminal } from '../lib/terminal.svelte.ts';
import { goodsToBring } from './goods/catalogue.ts';
import type { Coming } from './goods/draft.svelte.ts';

/** Where the visit stands; `who`, `goods` and `done` carry a person, and are wiped when left alone. */
export type Step =
  | { at: 'attract' }
  | { at: 'scan' }
  | { at: 'another' }
  | { at: 'number' }
  | { at: 'who'; identity: Identity; peek: PeekAnswer }
  | { at: 'refused'; code: ProblemCode }
  | { at: 'pass'; scan: string }
  | { at: 'ticket'; turn: Turn }
  | { at: 'goods'; coming: Coming }
  | { at: 'done'; entry: CheckInAnswer };

/** Remarks that stay on the scan screen: they ask for one more try. */
export type Remark = ProblemCode | 'not_me';

/** After so many fruitless tries an officer helps: nobody is sent round in circles. */
const MOST_FAILURES = 3;
/** How the text of a pass begins. */
const PASS = 'TG1';
const TRY_AGAIN: ProblemCode[] = [
  'unreadable',
  'receipt_no_card',
  'unknown_member',
  'validation_failed',
  'busy',
];

export class Visit {
  step = $state<Step>({ at: 'attract' });
  direction = $state<Direction>('in');
  remark = $state<Remark | null>(null);
  /** True while the site is asked; a second scan or touch then does nothing. */
  busy = $state(false);
  /** True while the camera reads instead of the reader. */
  byCamera = $state(readsByCamera());
  /** How many of a group are through, and the last of them; null when one person comes alone. */
  group = $state<{ through: number; last: CheckInAnswer | null } | null>(null);
  private failures = 0;
  /** An answer that comes after the wipe belongs to nobody. */
  private life = 0;

  begin(direction: Direction): void {
    this.wipe();
    this.direction = direction;
    this.step = { at: 'scan' };
  }

  beginGroup(): void {
    this.begin('in');
    this.group = { through: 0, last: null };
  }

  lookForAnotherWay(): void {
    this.remark = null;
    this.step = { at: 'another' };
  }

  typeNumber(): void {
    this.remark = null;
    this.step = { at: 'number' };
  }

  scanAgain(): void {
    this.remark = null;
    this.step = { at: 'scan' };
  }

  /** A card on the reader: works on every screen, and the newest card is the one that counts. */
  async scan(text: string): Promise<void> {
    if (this.busy) return;
    if (['done', 'goods', 'ticket', 'refused', 'pass'].includes(this.step.at)) this.goOn();
    if (text.startsWith(PASS)) this.step = { at: 'pass', scan: text };
    else await this.look({ scan: text });
  }

  async typed(member: number): Promise<void> {
    if (!this.busy) await this.look({ member });
  }

  /** The member says: this is me. Only now anything is recorded. */
  async confirm(direction: Direction, lane: Lane | null): Promise<void> {
    if (this.busy || this.step.at !== 'who') return;
    const { identity } = this.step;
    // Whoever leaves waits in no lane, and the site takes no empty one.
    const body = lane ? { ...identity, direction, lane } : { ...identity, direction };
    const answer = await this.ask(() => api.post<CheckInAnswer>('/v1/check-ins', body));
    if (!answer) return;
    if (answer.ok) await this.finish(answer.value, identity);
    else this.refuse(hush(answer.problem.code));
  }

  /** Goods are declared at the counter, or not at all: the turn is what the member needs now. */
  goodsLater(): void {
    if (this.step.at === 'goods') this.step = { at: 'done', entry: this.step.coming.entry };
  }

  /** Who is inside already comes back to the goods: to declare, or to what waits for quota. */
  async openGoods(): Promise<void> {
    if (this.step.at !== 'who' || this.busy) return;
    const { identity, peek } = this.step;
    if (!peek.member || !peek.inside) return;
    const { since, reference } = peek.inside;
    const entry: CheckInAnswer = {
      ...{ outcome: 'entered', reference, at: since, day: '', member: peek.member, turn: null },
      state: 'saved',
    };
    await this.askAboutGoods(entry, identity);
  }

  /** Who was drawn, and who is referred for whatever reason, all read the same. */
  seeOfficer(): void {
    this.refuse('see_officer');
  }

  /** A pass could not be judged, or its bearer may not come in. */
  turnAway(problem: Problem): void {
    if (problem.code === 'terminal_not_paired') terminal.lose();
    this.refuse(hush(problem.code === 'unexpected' ? 'see_officer' : problem.code));
  }

  notMe(): void {
    this.step = { at: 'scan' };
    this.remark = 'not_me';
  }

  async takeTicket(): Promise<void> {
    if (this.busy) return;
    const answer = await this.ask(() => api.post<Turn>('/v1/turns', { lane: 'help' }));
    if (!answer) return;
    if (answer.ok) this.step = { at: 'ticket', turn: answer.value };
    else this.step = { at: 'refused', code: answer.problem.code };
  }

  /** After a member's last screen: the next of the group, or the next visitor. */
  goOn(): void {
    if (this.group) this.scanAgain();
    else this.wipe();
  }

  /** Forgets everything: no name stays in memory, in the address or behind the back button. */
  wipe(): void {
    this.life += 1;
    this.step = { at: 'attract' };
    this.direction = 'in';
    this.remark = null;
    this.busy = false;
    this.group = null;
    this.byCamera = readsByCamera();
    this.failures = 0;
  }

  private async look(identity: Identity): Promise<void> {
    const body = { ...identity, direction: this.direction };
    const answer = await this.ask(() => api.post<PeekAnswer>('/v1/check-ins/peek', body));
    if (!answer) return;
    const code = whyNot(answer);
    if (answer.ok && code === null) {
      this.remark = null;
      this.step = { at: 'who', identity, peek: answer.value };
    } else if (code) await this.fail(code);
  }

  private async fail(code: ProblemCode): Promise<void> {
    this.failures += 1;
    if (!TRY_AGAIN.includes(code)) return this.refuse(code);
    if (this.failures >= MOST_FAILURES) return this.takeTicket();
    this.remark = code;
    if (this.step.at !== 'number') this.step = { at: 'scan' };
  }

  private refuse(code: ProblemCode): void {
    this.step = { at: 'refused', code };
  }

  private async finish(entry: CheckInAnswer, identity: Identity): Promise<void> {
    this.failures = 0;
    if (this.group && entry.outcome === 'entered') {
      this.group = { through: this.group.through + 1, last: entry };
      this.scanAgain();
    } else if (entry.turn?.lane === 'goods') await this.askAboutGoods(entry, identity);
    else this.step = { at: 'done', entry };
  }

  /** What may be brought, and how much is left; where the site tells neither, the counter does. */
  private async askAboutGoods(entry: CheckInAnswer, identity: Identity): Promise<void> {
    const listPath = `/v1/declarations?member=${entry.member.member}`;
    const quotaPath = `/v1/members/${entry.member.member}/quota`;
    const policy = await this.ask(() => api.get<PolicyAnswer>('/v1/policy'));
    const quota = policy && (await this.ask(() => api.get<QuotaAnswer>(quotaPath)));
    if (!policy || !quota) return;
    const listed = await this.ask(() => api.get<DeclarationsAnswer>(listPath));
    if (!listed) return;
    const declarations = listed.ok ? listed.value.declarations : [];
    const isKnown = policy.ok && quota.ok && goodsToBring(policy.value).length > 0;
    if (!isKnown) this.step = { at: 'done', entry };
    else {
      const presence = 'scan' in identity ? 'card_at_kiosk' : 'number_at_kiosk';
      const told = { policy: policy.value, quota: quota.value, declarations };
      this.step = { at: 'goods', coming: { entry, presence, ...told } };
    }
  }

  /** Null when the visit was wiped while the site thought. */
  private async ask<T>(question: () => Promise<Answer<T>>): Promise<Answer<T> | null> {
    const life = this.life;
    this.busy = true;
    const answer = await question();
    if (!answer.ok && answer.problem.code === 'terminal_not_paired') terminal.lose();
    if (life !== this.life) return null;
    this.busy = false;
    return answer;
  }
}

/** Null when the member may be asked "is this you?"; being inside already is asked there too. */
function whyNot(answer: Answer<PeekAnswer>): ProblemCode | null {
  if (!answer.ok) return hush(answer.problem.code);
  const { outcome, member } = answer.value;
  const isAskable = ['welcome', 'already_inside', 'not_inside'].includes(outcome);
  if (isAskable && member) return null;
  return hush(codeOf(outcome));
}

/** A reason that would shame a person before others is for the officer's screen only. */
function hush(code: ProblemCode): ProblemCode {
  const isPersonal = ['suspended', 'expired', 'minor', 'card_reported_lost'].includes(code);
  return isPersonal ? 'see_officer' : code;
}
