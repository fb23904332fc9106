import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { METRIC_NAME, type Labels, type SeriesRef } from '../../model/index.ts';
import type { IngestInto } from '../into.ts';
import { ExpositionError } from './exposition-error.ts';
import type { ScrapeClient } from './fetch.ts';
import { TargetIntake, type IntakeCounts } from './intake.ts';
import type { ScrapeJob } from './job.ts';
import type { ResolvedTarget } from './target-labels.ts';

/** A scrape that starts within this of its turn carries the time of the turn: even steps. */
const TIME_TOLERANCE_MS = 20;

/** Node fires timers beyond this at once. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** Series about a scrape itself, in the order of Prometheus. */
const REPORTS = [
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'scrape_samples_post_metric_relabeling',
  'scrape_series_added',
] as const;

const NOTHING: IntakeCounts = { scraped: 0, kept: 0, added: 0, repeated: 0, withoutRoom: 0 };

export type TargetHealth = 'unknown' | 'up' | 'down';

/** How the last scrape of a target went. */
export interface ScrapeOutcome {
  readonly health: TargetHealth;
  /** Empty when it went well. */
  readonly lastError: string;
  /** Milliseconds since 1970; undefined before the first scrape. */
  readonly lastScrapeMs: number | undefined;
  readonly lastDurationSeconds: number;
}

/** Scrapes one target at its interval until it is stopped. */
export class TargetLoop {
  readonly target: ResolvedTarget;
  readonly #into: IngestInto;
  readonly #client: ScrapeClient;
  readonly #intake: TargetIntake;
  readonly #offsetMs: number;
  readonly #reportRefs = new Map<string, SeriesRef>();
  #timer: NodeJS.Timeout | undefined;
  readonly #stopped = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #outcome: ScrapeOutcome = {
    health: 'unknown',
    lastError: '',
    lastScrapeMs: undefined,
    lastDurationSeconds: 0,
  };

  constructor(into: IngestInto, job: ScrapeJob, client: ScrapeClient, target: ResolvedTarget) {
    this.target = target;
    this.#into = into;
    this.#client = client;
    this.#intake = new TargetIntake(into.store.metrics, job, target.labels);
    this.#offsetMs = offsetOf(target);
  }

  get outcome(): ScrapeOutcome {
    return this.#outcome;
  }

  /** Scrapes at once, and from then on at the turns of its interval. */
  start(): void {
    this.#turn(this.#now());
  }

  /** Ends all series of the target; a scrape under way is broken off. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#stopped.abort();
    clearTimeout(this.#timer);
    await this.#running;
    const nowMs = this.#now();
    this.#intake.endAll(nowMs);
    for (const ref of this.#reportRefs.values()) this.#into.store.metrics.markStale(ref, nowMs);
  }

  get #isStopped(): boolean {
    return this.#stopped.signal.aborted;
  }

  #turn(plannedMs: number): void {
    this.#running = this.#scrape(plannedMs).finally(() => {
      if (this.#isStopped) return;
      const nowMs = this.#now();
      const { intervalMs } = this.target;
      const steps = Math.floor((nowMs - this.#offsetMs) / intervalMs) + 1;
      const nextMs = steps * intervalMs + this.#offsetMs;
      this.#timer = setTimeout(() => this.#turn(nextMs), Math.min(nextMs - nowMs, TIMER_MAX_MS));
      // What keeps the process alive is its servers, not the next scrape.
      this.#timer.unref();
    });
  }

  async #scrape(plannedMs: number): Promise<void> {
    const startMs = this.#now();
    const timeMs = Math.abs(startMs - plannedMs) <= TIME_TOLERANCE_MS ? plannedMs : startMs;
    const clock = performance.now();
    let counts = NOTHING;
    let lastError = '';
    try {
      const { url, timeoutMs } = this.target;
      const answer = await this.#client.fetch(url, timeoutMs, this.#stopped.signal);
      // Other work may go in between: a large exposition takes a while to read.
      await setImmediate();
      if (!this.#isStopped) counts = this.#intake.take(answer.text, answer.isOpenMetrics, timeMs);
    } catch (error) {
      if (this.#isStopped) return;
      lastError = error instanceof Error ? error.message : String(error);
      this.#into.counters.refuse('scrape', 'metrics', reasonOf(error), 1);
      this.#intake.endAll(timeMs);
    }
    if (this.#isStopped) return;
    const { counters } = this.#into;
    counters.accept('scrape', 'metrics', counts.kept - counts.withoutRoom);
    counters.refuse('scrape', 'metrics', 'duplicate', counts.repeated);
    counters.refuse('scrape', 'metrics', 'too_many_series', counts.withoutRoom);
    const lastDurationSeconds = (performance.now() - clock) / 1000;
    const health = lastError === '' ? 'up' : 'down';
    this.#outcome = { health, lastError, lastScrapeMs: startMs, lastDurationSeconds };
    const { scraped, kept, added } = counts;
    const values = [health === 'up' ? 1 : 0, lastDurationSeconds, scraped, kept, added];
    for (const [at, name] of REPORTS.entries()) this.#report(name, timeMs, values[at] ?? 0);
  }

  #report(name: string, timeMs: number, value: number): void {
    const { metrics } = this.#into.store;
    const known = this.#reportRefs.get(name);
    if (known !== undefined && metrics.append(known, timeMs, value)) return;
    const labels: Labels = { ...this.target.labels, [METRIC_NAME]: name };
    const ref = metrics.ref(labels);
    if (ref < 0) return;
    this.#reportRefs.set(name, ref);
    metrics.append(ref, timeMs, value);
  }

  #now(): number {
    return (this.#into.now ?? Date.now)();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof ExpositionError ? 'malformed' : 'no_answer';
}

/** Spreads targets over their interval, each always at the same place. */
function offsetOf({ url, labels, intervalMs }: ResolvedTarget): number {
  const digest = createHash('md5')
    .update(`${url} ${JSON.stringify(labels)}`)
    .digest();
  return digest.readUInt32BE(0) % intervalMs;
}
