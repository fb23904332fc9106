import { parseExposition, type Exposition } from 'sightline/testing';

/** What a service's metrics were, and during which time they were read. */
export interface Snapshot {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly metrics: Exposition;
}

const INTERVAL_MS = 250;
const TIMEOUT_MS = 2000;
/** Kept per service: enough to look back before a request of ten seconds. */
const SNAPSHOTS_MAX = 60;

/** Reads the metrics of every service at an even pace and keeps the last snapshots. */
export class Scraper {
  readonly #snapshots = new Map<string, Snapshot[]>();
  readonly #targets: ReadonlyMap<string, string>;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** Why the last scrape of a service failed. */
  readonly failures = new Map<string, string>();

  constructor(targets: ReadonlyMap<string, string>) {
    this.#targets = targets;
  }

  /** Takes the first snapshots, then goes on in the background. */
  async start(): Promise<void> {
    await this.#scrapeAll();
    this.#wait();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** The last snapshot that was complete before this moment. */
  before(service: string, atMs: number): Snapshot | undefined {
    return this.#snapshots.get(service)?.findLast(({ endedMs }) => endedMs <= atMs);
  }

  /** The first snapshot that was begun after this moment. */
  after(service: string, atMs: number): Snapshot | undefined {
    return this.#snapshots.get(service)?.find(({ startedMs }) => startedMs >= atMs);
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      void this.#scrapeAll().then(() => {
        if (!this.#stopped) this.#wait();
      });
    }, INTERVAL_MS);
  }

  async #scrapeAll(): Promise<void> {
    await Promise.all([...this.#targets].map(([service, url]) => this.#scrape(service, url)));
  }

  async #scrape(service: string, url: string): Promise<void> {
    const startedMs = Date.now();
    try {
      const answer = await fetch(url, {
        // Only this format carries exemplars.
        headers: { accept: 'application/openmetrics-text; version=1.0.0' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const type = answer.headers.get('content-type') ?? undefined;
      const metrics = parseExposition(await answer.text(), type);
      const snapshots = this.#snapshots.get(service) ?? [];
      snapshots.push({ startedMs, endedMs: Date.now(), metrics });
      if (snapshots.length > SNAPSHOTS_MAX) snapshots.shift();
      this.#snapshots.set(service, snapshots);
      this.failures.delete(service);
    } catch (error) {
      this.failures.set(service, `${url}: ${(error as Error).message}`);
    }
  }
}
