import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { imbalance, droppedOf, type Account, type Accounts } from './account.ts';
import type { Arrivals } from './arrivals.ts';
import { launch, type Subject } from './launch.ts';
import { Load, type Work } from './load.ts';
import { work, type Plan } from './plan.ts';
import type { Backend, Signal } from './signals.ts';
import type { SubjectKind, Target } from './subjects.ts';

const LOOK_EVERY_MS = 100;
/** A fault that ends the process does so within this, or it is ended. */
const GONE_WITHIN_MS = 15_000;
/** A fault is met by the first attempt to deliver, which is a matter of seconds. */
const MET_WITHIN_MS = 15_000;

/** What a fault acts on: a backend, a subject that is under load, and what was seen of both. */
export class Stage<Receiver extends Backend> {
  readonly load = new Load();
  readonly folder = mkdtempSync(join(tmpdir(), 'sightline-faults-'));
  readonly spool = join(this.folder, 'spool');
  /** One sentence for each look at which an account did not add up. */
  readonly imbalances: string[] = [];
  looks = 0;
  /** The most that was on disk at a look. */
  mostSpooled = 0;
  isMet: boolean | undefined;
  /** Whether nothing was under way any more, once everything was where it belongs. */
  isAtRest: boolean | undefined;
  lastAccounts: Accounts | undefined;
  loopHealthyMs: number | undefined;
  loopFaultMs: number | undefined;
  #subject: Subject | undefined;
  /** Of the processes of this service that have ended. */
  #droppedEarlier = 0;
  #looking: NodeJS.Timeout | undefined;
  #isAway = false;
  readonly signal: Signal<Receiver>;
  readonly kind: SubjectKind;
  readonly plan: Plan;
  readonly receiver: Receiver;

  constructor(signal: Signal<Receiver>, kind: SubjectKind, plan: Plan, receiver: Receiver) {
    this.signal = signal;
    this.kind = kind;
    this.plan = plan;
    this.receiver = receiver;
    mkdirSync(this.spool, { mode: 0o700 });
  }

  get subject(): Subject {
    if (this.#subject === undefined) throw new Error('the subject was not started');
    return this.#subject;
  }

  /** Starts the service; `how` is what the fault changes about it. */
  async start(how: Partial<Target> = {}): Promise<void> {
    const { kind, plan, receiver, spool } = this;
    this.#droppedEarlier = this.dropped();
    this.lastAccounts = undefined;
    const env = { ...plan.env, ...how.env };
    const target = { url: receiver.endpoint, spool, ...how, env };
    const subject = await launch(kind.name, kind.launch(target));
    this.#subject = subject;
    let asking = false;
    this.#looking = setInterval(() => {
      subject.readPeak();
      if (asking || subject.isGone) return;
      asking = true;
      void this.look().finally(() => {
        asking = false;
      });
    }, LOOK_EVERY_MS);
    // From here on the loop is measured; what loading the program took is no delay of the service.
    await this.#delay();
  }

  file(name: string, content: string | Buffer): string {
    const path = join(this.folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  async healthy(): Promise<void> {
    await this.emit(work(this.plan, this.plan.healthySeconds));
    this.loopHealthyMs = await this.#delay();
  }

  /** Work while the fault is on. */
  async during(how: { readonly seconds?: number; readonly work?: Work } = {}): Promise<void> {
    await this.emit(how.work ?? work(this.plan, how.seconds ?? this.plan.faultSeconds));
    this.loopFaultMs = await this.#delay();
  }

  async after(): Promise<void> {
    await this.emit(work(this.plan, this.plan.afterSeconds));
    const delay = await this.#delay();
    this.loopHealthyMs ??= delay;
  }

  emit(what: Work): Promise<void> {
    return this.load.emit(this.subject.port, what);
  }

  /** A request for one of the subject's own ways to fail. */
  ask(path: string): Promise<boolean> {
    return this.load.get(this.subject.port, path);
  }

  async takeAway(): Promise<void> {
    this.#isAway = true;
    await this.receiver.close();
  }

  async giveBack(): Promise<void> {
    if (this.#isAway) await this.receiver.reopen();
    this.#isAway = false;
  }

  arrivals(): Arrivals {
    return this.signal.arrivals(this.receiver, this.spool);
  }

  /** Emitted, and neither delivered nor set aside. */
  missing(): number {
    const { delivered, setAside } = this.arrivals();
    let count = 0;
    for (const n of this.load.emitted) if (!delivered.has(n) && !setAside.has(n)) count += 1;
    return count;
  }

  account(): Account | undefined {
    return this.lastAccounts?.[this.signal.name];
  }

  /** What the accounts count as dropped. */
  dropped(): number {
    const account = this.account();
    return this.#droppedEarlier + (account === undefined ? 0 : droppedOf(account));
  }

  /** Attempts to deliver that were seen by the backend, or failed before they got there. */
  attempts(): number {
    const failures = Object.values(this.account()?.failures ?? {});
    return failures.reduce((sum, count) => sum + count, this.receiver.requests.length);
  }

  /** Waits until the subject has met the fault; a raw part does not say when it has. */
  async met(before: number): Promise<void> {
    if (!this.kind.keepsSpool) return;
    const deadline = Date.now() + MET_WITHIN_MS;
    const isMet = (): boolean => this.attempts() > before;
    while (!isMet() && Date.now() < deadline && !this.subject.isGone) await sleep(LOOK_EVERY_MS);
    this.isMet = isMet();
  }

  /** Waits until everything is where it belongs, or nothing moves any more. */
  async settle(): Promise<void> {
    const deadline = Date.now() + this.plan.settleMs;
    let movedAt = Date.now();
    let before = -1;
    while (Date.now() < deadline && !this.subject.isGone) {
      const missing = this.missing();
      const { spooled = 0, inFlight = 0 } = this.account() ?? {};
      this.isAtRest = spooled + inFlight === 0;
      if (missing <= this.dropped() && this.isAtRest) return;
      if (missing !== before) movedAt = Date.now();
      before = missing;
      if (this.isAtRest && Date.now() - movedAt > this.plan.quietMs) return;
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Tells the subject to end, if it still runs; says how it ended. */
  async end(): Promise<string> {
    const { subject } = this;
    const isTold = !subject.isGone;
    if (isTold) await this.look();
    await subject.stop();
    clearInterval(this.#looking);
    return isTold && subject.exit === 'SIGKILL' ? 'SIGTERM ignored' : subject.exit;
  }

  /** Waits for an end that the fault brings about. */
  async gone(): Promise<void> {
    const deadline = Date.now() + GONE_WITHIN_MS;
    while (!this.subject.isGone && Date.now() < deadline) await sleep(LOOK_EVERY_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    await this.#subject?.stop('SIGKILL');
    this.load.close();
    await this.receiver.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Reads the accounts, and holds them to their identity. */
  async look(): Promise<void> {
    try {
      const { status } = await this.subject.call<{ status?: Accounts }>('status');
      if (status === undefined) return;
      this.looks += 1;
      this.lastAccounts = status;
      this.mostSpooled = Math.max(this.mostSpooled, status[this.signal.name].spooled);
      for (const signal of ['logs', 'spans'] as const) {
        const off = imbalance(status[signal]);
        if (off !== 0)
          this.imbalances.push(`${signal}: ${off} of ${JSON.stringify(status[signal])}`);
      }
    } catch {
      // The subject ended before it answered.
    }
  }

  async #delay(): Promise<number | undefined> {
    try {
      return (await this.subject.call<{ loopP99Ms: number }>('delay')).loopP99Ms;
    } catch {
      return undefined;
    }
  }
}
