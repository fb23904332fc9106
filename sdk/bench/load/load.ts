import type { Child } from '../machine/child.ts';
import { startHelper } from '../machine/child.ts';
import { LOAD_CORE } from '../machine/pin.ts';

export interface LoadJob {
  readonly port: number;
  /** One of the two ends the job. */
  readonly durationMs?: number;
  readonly requests?: number;
  /** Unset = as fast as the connections allow. */
  readonly ratePerSecond?: number;
  /** Keep the load generator from sleeping while it waits for answers. */
  readonly awake?: boolean;
}

export interface LoadResult {
  requests: number;
  errors: number;
  /** Filled at a fixed rate only. */
  latenciesMs: number[];
}

/** The load generator, in its own process on its own core. */
export class Load {
  readonly #child: Child;

  constructor() {
    this.#child = startHelper(
      'load generator',
      new URL('generator.ts', import.meta.url),
      LOAD_CORE,
    );
  }

  run(job: LoadJob): Promise<LoadResult> {
    return this.#child.call<LoadResult>('run', job);
  }

  visit(port: number, paths: string[]): Promise<{ errors: number }> {
    return this.#child.call('visit', { port, paths });
  }

  async forget(port: number): Promise<void> {
    await this.#child.call('forget', { port });
  }

  stop(): Promise<void> {
    return this.#child.stop('SIGKILL');
  }
}
