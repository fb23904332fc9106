import type { IngestInto } from '../into.ts';
import type { ScrapeClient } from './fetch.ts';
import type { ScrapeJob, TargetGroup } from './job.ts';
import { TargetFiles } from './target-files.ts';
import { resolveTarget, type ResolvedTarget } from './target-labels.ts';
import { TargetLoop } from './target-loop.ts';

/** Targets of one job beyond this are not scraped, and said. */
export const POOL_TARGETS_MAX = 1000;

/** At least this often, files of targets are looked at: on one machine that costs nothing. */
const FILE_POLL_MAX_MS = 5000;

export interface DroppedTarget {
  readonly discoveredLabels: Readonly<Record<string, string>>;
  readonly scrapePool: string;
}

/** The targets of one job: keeps a loop for each, as groups come and go. */
export class ScrapePool {
  readonly #into: IngestInto;
  readonly #job: ScrapeJob;
  readonly #client: ScrapeClient;
  readonly #onProblem: (message: string) => void;
  readonly #files: readonly TargetFiles[];
  readonly #loops = new Map<string, TargetLoop>();
  #dropped: DroppedTarget[] = [];
  #problems = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(
    into: IngestInto,
    job: ScrapeJob,
    client: ScrapeClient,
    onProblem: (message: string) => void,
  ) {
    this.#into = into;
    this.#job = job;
    this.#client = client;
    this.#onProblem = onProblem;
    this.#files = job.fileDiscovery.map(
      ({ patterns }) => new TargetFiles(patterns, (message) => onProblem(message)),
    );
  }

  get name(): string {
    return this.#job.jobName;
  }

  loops(): TargetLoop[] {
    return [...this.#loops.values()];
  }

  dropped(): readonly DroppedTarget[] {
    return this.#dropped;
  }

  async start(): Promise<void> {
    await this.#refresh();
    if (this.#files.length === 0 || this.#isStopped) return;
    const refreshMs = this.#job.fileDiscovery.map((discovery) => discovery.refreshMs);
    const everyMs = Math.min(FILE_POLL_MAX_MS, ...refreshMs);
    let isBusy = false;
    this.#timer = setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      void this.#refresh().finally(() => {
        isBusy = false;
      });
    }, everyMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await Promise.all(this.loops().map((loop) => loop.stop()));
    this.#loops.clear();
    this.#client.close();
  }

  async #refresh(): Promise<void> {
    const found = await Promise.all(this.#files.map((files) => files.groups()));
    if (this.#isStopped) return;
    const wanted = this.#resolve([...this.#job.staticConfigs, ...found.flat()]);
    const gone = [...this.#loops].filter(([key]) => !wanted.has(key));
    for (const [key] of gone) this.#loops.delete(key);
    for (const [key, target] of wanted) {
      if (this.#loops.has(key)) continue;
      const loop = new TargetLoop(this.#into, this.#job, this.#client, target);
      this.#loops.set(key, loop);
      loop.start();
    }
    await Promise.all(gone.map(([, loop]) => loop.stop()));
  }

  /** Two that are alike in address and labels are one target. */
  #resolve(groups: readonly TargetGroup[]): Map<string, ResolvedTarget> {
    const wanted = new Map<string, ResolvedTarget>();
    const problems = new Set<string>();
    this.#dropped = [];
    for (const { targets, labels } of groups) {
      for (const address of targets) {
        try {
          const target = resolveTarget(this.#job, address, labels);
          if (target === undefined) {
            const discoveredLabels = { __address__: address, job: this.name, ...labels };
            this.#dropped.push({ discoveredLabels, scrapePool: this.name });
          } else if (wanted.size < POOL_TARGETS_MAX) {
            wanted.set(`${target.url} ${JSON.stringify(target.labels)}`, target);
          } else {
            problems.add(`job "${this.name}": only ${POOL_TARGETS_MAX} targets are scraped`);
          }
        } catch (error) {
          problems.add((error as Error).message);
        }
      }
    }
    for (const problem of problems) if (!this.#problems.has(problem)) this.#onProblem(problem);
    this.#problems = problems;
    return wanted;
  }
}
