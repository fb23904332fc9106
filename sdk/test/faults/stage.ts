import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrivals } from './arrivals.ts';
import { launch, type Subject } from './launch.ts';
import { Load, type Work } from './load.ts';
import { work, type Plan } from './plan.ts';
import type { Backend, Signal } from './signals.ts';
import type { SubjectKind, Target } from './subjects.ts';
import { Watch } from './watch.ts';

const ASK_AGAIN_MS = 100;
/** A fault that ends the process does so within this, or it is ended. */
const GONE_WITHIN_MS = 15_000;
/** A fault is met by the first attempt to deliver, which is a matter of seconds. */
const MET_WITHIN_MS = 15_000;

/** What a fault acts on: a backend, a subject that is under load, and what was seen of both. */
export class Stage<Receiver extends Backend> {
  readonly signal: Signal<Receiver>;
  readonly kind: SubjectKind;
  readonly plan: Plan;
  readonly receiver: Receiver;
  readonly load = new Load();
  readonly watch: Watch;
  readonly #folder = mkdtempSync(join(tmpdir(), 'sightline-faults-'));
  readonly spool = join(this.#folder, 'spool');
  /** What has to be true of every run that got so far. */
  readonly facts: Record<string, boolean> = {};
  loopHealthyMs: number | undefined;
  loopFaultMs: number | undefined;
  #subject: Subject | undefined;
  #isAway = false;

  constructor(signal: Signal<Receiver>, kind: SubjectKind, plan: Plan, receiver: Receiver) {
    this.signal = signal;
    this.kind = kind;
    this.plan = plan;
    this.receiver = receiver;
    this.watch = new Watch(signal.name);
    mkdirSync(this.spool, { mode: 0o700 });
  }

  get subject(): Subject {
    if (this.#subject === undefined) throw new Error('the subject was not started');
    return this.#subject;
  }

  /** Starts the service; `how` is what the fault changes about it. */
  async start(how: Partial<Target> = {}): Promise<void> {
    const { kind, plan, receiver, spool } = this;
    const env = { ...plan.env, ...how.env };
    const target = { url: receiver.endpoint, spool, ...how, env };
    this.#subject = await launch(kind.name, kind.launch(target));
    this.watch.begin(this.#subject);
    // From here on the loop is measured; what loading the program took is no delay of the service.
    await this.#delay();
  }

  file(name: string, content: string | Buffer): string {
    const path = join(this.#folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  async healthy(): Promise<void> {
    await this.#emit(work(this.plan, this.plan.healthySeconds));
    this.loopHealthyMs = await this.#delay();
  }

  /** Work while the fault is on. */
  async during(how: { readonly seconds?: number; readonly work?: Work } = {}): Promise<void> {
    await this.#emit(how.work ?? work(this.plan, how.seconds ?? this.plan.faultSeconds));
    const delay = await this.#delay();
    if (delay !== undefined) this.loopFaultMs = Math.max(delay, this.loopFaultMs ?? 0);
  }

  /** Work after a fault that the service survives. */
  async after(): Promise<void> {
    await this.#emit(work(this.plan, this.plan.afterSeconds));
    this.facts['every request is answered'] = this.load.unanswered === 0;
    const delay = await this.#delay();
    this.loopHealthyMs ??= delay;
  }

  #emit(what: Work): Promise<void> {
    return this.load.emit(this.subject.port, what);
  }

  async #delay(): Promise<number | undefined> {
    return (await this.subject.ask<{ loopP99Ms: number }>('delay'))?.loopP99Ms;
  }

  /** A request for one of the subject's own ways to fail. */
  request(path: string): Promise<boolean> {
    return this.load.get(this.subject.port, path);
  }

  /**
   * The backend goes, between two requests: where an answer is lost on the way, a span has to be
   * sent twice, because collectors do not know spans by their ids.
   */
  async takeAway(): Promise<void> {
    if (this.#subject !== undefined) {
      await this.watch.look();
      await this.#until(() => this.watch.isAtRest, this.plan.quietMs);
    }
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

  /** Attempts to deliver that were seen by the backend, or failed before they got there. */
  attempts(): number {
    return this.receiver.requests.length + this.watch.failures;
  }

  /** Waits until the subject has met the fault; a raw part does not say when it has. */
  async met(before: number): Promise<void> {
    if (!this.kind.keepsSpool) return;
    const isMet = (): boolean => this.attempts() > before;
    await this.#until(isMet, MET_WITHIN_MS);
    this.facts['the fault was met'] = isMet();
  }

  /** Waits until everything is where it belongs, or nothing moves any more for this long. */
  async settle(patienceMs = this.plan.quietMs): Promise<void> {
    let movedAt = Date.now();
    let before = -1;
    await this.#until(() => {
      const missing = this.missing();
      if (missing !== before) movedAt = Date.now();
      before = missing;
      const isQuiet = Date.now() - movedAt > patienceMs;
      return this.watch.isAtRest && (missing <= this.watch.dropped || isQuiet);
    }, this.plan.settleMs);
    if (!this.subject.isGone) this.facts['the account comes to rest'] = this.watch.isAtRest;
  }

  /** Waits for an end that the fault brings about. */
  async gone(): Promise<void> {
    await this.#until(() => false, GONE_WITHIN_MS);
  }

  /** At the latest until the subject is gone. */
  async #until(condition: () => boolean, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!this.subject.isGone && Date.now() < deadline && !condition()) await sleep(ASK_AGAIN_MS);
  }

  /** Tells the subject to end, if it still runs; says how it ended. */
  async end(): Promise<string> {
    const { subject } = this;
    const isTold = !subject.isGone;
    if (isTold) await this.watch.look();
    await subject.stop();
    this.watch.end();
    return isTold && subject.exit === 'SIGKILL' ? 'SIGTERM ignored' : subject.exit;
  }

  async close(): Promise<void> {
    this.watch.end();
    await this.#subject?.stop('SIGKILL');
    this.load.close();
    await this.receiver.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
