import { afterAll, beforeAll } from 'vitest';
import { isMissing, type Missing } from '../../../scripts/real-parts/cache.ts';
import {
  startElasticsearch,
  type ElasticsearchHome,
  type ElasticsearchOptions,
  type RunningElasticsearch,
} from '../../../scripts/real-parts/elasticsearch.ts';
import { Figures } from './figures.ts';
import { Shipping } from './shipping.ts';
import type { StreamOptions } from './stream.ts';

const STARTED_WITHIN_MS = 120_000;

/** One server for all tests of a block: it takes a quarter of a minute to start. */
export class SharedElasticsearch {
  readonly figures = new Figures();
  readonly #all: Shipping[] = [];
  #server: RunningElasticsearch | undefined;

  /** To be called in the block. */
  constructor(home: ElasticsearchHome | Missing, options: ElasticsearchOptions) {
    beforeAll(async () => {
      if (isMissing(home)) throw new Error(home.missing);
      this.#server = await startElasticsearch(home, options);
    }, STARTED_WITHIN_MS);

    afterAll(async () => {
      for (const shipping of this.#all) await shipping.remove();
      await this.#server?.stop();
      console.log(this.figures.toString());
    });
  }

  get server(): RunningElasticsearch {
    if (this.#server === undefined) throw new Error('not started');
    return this.#server;
  }

  /** A data stream of its own, and what services need that ship to it. */
  async shipping(environment: string, options?: StreamOptions): Promise<Shipping> {
    const shipping = await Shipping.prepare(this.server, environment, options);
    this.#all.push(shipping);
    return shipping;
  }
}
