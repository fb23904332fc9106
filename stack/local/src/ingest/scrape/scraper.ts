import type { IngestInto } from '../into.ts';
import type { PrometheusConfig } from './config.ts';
import { ScrapeClient } from './fetch.ts';
import { defaultJob, type ScrapeJob } from './job.ts';
import { ScrapePool, type DroppedTarget } from './pool.ts';
import type { TargetHealth, TargetLoop } from './target-loop.ts';

/** A target that is scraped, as the targets API of Prometheus states it. */
export interface ScrapedTarget {
  readonly discoveredLabels: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly globalUrl: string;
  /** Empty when the last scrape went well. */
  readonly lastError: string;
  /** Milliseconds since 1970; undefined before the first scrape. */
  readonly lastScrapeMs: number | undefined;
  readonly lastScrapeDurationSeconds: number;
  readonly health: TargetHealth;
  readonly scrapeIntervalMs: number;
  readonly scrapeTimeoutMs: number;
}

/** A target that code adds, in place of a configuration. */
export interface AddedTarget {
  /** With scheme, host, port and path: `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  readonly job: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Default 5000. The timeout is the same, at most 10 s. */
  readonly intervalMs?: number;
}

export interface ScraperOptions {
  /** Told what went wrong outside of a scrape, in words: a file of targets that is malformed. */
  readonly onProblem?: (message: string) => void;
}

const ADDED_INTERVAL_MS = 5000;
const TIMEOUT_MAX_MS = 10_000;

/** Scrapes all targets: those of a configuration, and those that code adds. */
export class Scraper {
  readonly #into: IngestInto;
  readonly #onProblem: (message: string) => void;
  #pools: ScrapePool[] = [];
  readonly #added = new Set<ScrapePool>();

  constructor(into: IngestInto, options: ScraperOptions = {}) {
    this.#into = into;
    this.#onProblem = options.onProblem ?? ((): void => undefined);
  }

  /** Scrapes the jobs of the configuration from now on; those of one before end. */
  async applyConfig(config: Pick<PrometheusConfig, 'jobs'>): Promise<void> {
    const before = this.#pools;
    this.#pools = config.jobs.map((job) => this.#pool(job));
    await Promise.all(before.map((pool) => pool.stop()));
    await Promise.all(this.#pools.map((pool) => pool.start()));
  }

  /**
   * Scrapes one more target; returns how to stop that. Its series end then.
   * @throws Error when the URL is none.
   */
  addTarget({
    url,
    job,
    labels = {},
    intervalMs = ADDED_INTERVAL_MS,
  }: AddedTarget): () => Promise<void> {
    const isUrl = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
    if (!isUrl) throw new Error(`"${url}" cannot be scraped; give http://host:port/path`);
    const { protocol, host, pathname, searchParams } = new URL(url);
    const params: Record<string, string[]> = {};
    for (const [name, value] of searchParams) (params[name] ??= []).push(value);
    const pool = this.#pool({
      ...defaultJob(job),
      intervalMs,
      timeoutMs: Math.min(intervalMs, TIMEOUT_MAX_MS),
      scheme: protocol === 'https:' ? 'https' : 'http',
      metricsPath: pathname,
      params,
      staticConfigs: [{ targets: [host], labels }],
    });
    this.#added.add(pool);
    void pool.start();
    return async () => {
      if (this.#added.delete(pool)) await pool.stop();
    };
  }

  targets(): ScrapedTarget[] {
    return this.#all().flatMap((pool) => pool.loops().map((loop) => stated(pool.name, loop)));
  }

  /** Targets that relabelling drops. */
  droppedTargets(): DroppedTarget[] {
    return this.#all().flatMap((pool) => pool.dropped());
  }

  /** Stops all scrapes and ends their series. */
  async close(): Promise<void> {
    const pools = this.#all();
    this.#pools = [];
    this.#added.clear();
    await Promise.all(pools.map((pool) => pool.stop()));
  }

  #all(): ScrapePool[] {
    return [...this.#pools, ...this.#added];
  }

  #pool(job: ScrapeJob): ScrapePool {
    return new ScrapePool(this.#into, job, new ScrapeClient(job), this.#onProblem);
  }
}

function stated(scrapePool: string, { target, outcome }: TargetLoop): ScrapedTarget {
  const { discoveredLabels, labels, url, intervalMs, timeoutMs } = target;
  return {
    discoveredLabels,
    labels,
    scrapePool,
    scrapeUrl: url,
    globalUrl: url,
    lastError: outcome.lastError,
    lastScrapeMs: outcome.lastScrapeMs,
    lastScrapeDurationSeconds: outcome.lastDurationSeconds,
    health: outcome.health,
    scrapeIntervalMs: intervalMs,
    scrapeTimeoutMs: timeoutMs,
  };
}
