import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningElasticsearch } from '../../../scripts/real-parts/elasticsearch.ts';
import { startService, type Service } from './service.ts';
import { Stream, type StreamOptions } from './stream.ts';
import { tally, type Tally } from './tally.ts';

export const IN_ORDER: StreamOptions = { failureStore: true, amount: 'long' };

/** Services of one environment that ship to a real Elasticsearch, with files of their own. */
export class Shipping {
  readonly stream: Stream;
  readonly keyFile: string;
  /** Holds what a service that is killed had emitted. */
  readonly progressFile: string;
  readonly spool: string;
  /** What a service is started with. */
  readonly env: Readonly<Record<string, string>>;
  /** Of the key in the file. */
  keyId = '';
  readonly #folder: string;
  readonly #services: Service[] = [];

  private constructor(server: RunningElasticsearch, environment: string, folder: string) {
    this.#folder = folder;
    this.stream = new Stream(server, environment);
    this.keyFile = join(folder, 'api-key');
    this.progressFile = join(folder, 'progress');
    this.spool = join(folder, 'spool');
    this.env = {
      OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${environment}`,
      OTEL_TRACES_EXPORTER: 'none',
      SIGHTLINE_LOGS_ELASTICSEARCH_URL: server.url,
      SIGHTLINE_LOGS_ELASTICSEARCH_API_KEY_FILE: this.keyFile,
      ...(server.caFile !== undefined && {
        SIGHTLINE_LOGS_ELASTICSEARCH_CA_FILE: server.caFile,
      }),
      SIGHTLINE_SPOOL_DIR: this.spool,
      PROGRESS_FILE: this.progressFile,
    };
  }

  /** Template and key are there; stream and spool come with the first line that needs them. */
  static async prepare(
    server: RunningElasticsearch,
    environment: string,
    options: StreamOptions = IN_ORDER,
  ): Promise<Shipping> {
    const folder = await mkdtemp(join(tmpdir(), 'sightline-shipping-'));
    const shipping = new Shipping(server, environment, folder);
    try {
      await shipping.stream.template(options);
      await shipping.replaceKey();
      return shipping;
    } catch (error) {
      await shipping.remove();
      throw error;
    }
  }

  /** A new key in the file, in one step, as a secret is replaced that is mounted. */
  async replaceKey(): Promise<void> {
    const { id, encoded } = await this.stream.writerKey();
    const next = `${this.keyFile}.next`;
    await writeFile(next, `${encoded}\n`, { mode: 0o600 });
    await rename(next, this.keyFile);
    this.keyId = id;
  }

  async start(env: Readonly<Record<string, string>> = {}): Promise<Service> {
    const service = await startService({ ...this.env, ...env });
    this.#services.push(service);
    return service;
  }

  /** What has become of the lines with the numbers from 1. */
  async tally(emitted: number): Promise<Tally> {
    const lines = await this.stream.lines();
    const arrivals = lines.map(({ n, eventId, index }) => ({ n, id: eventId, place: index }));
    return tally(arrivals, emitted);
  }

  async remove(): Promise<void> {
    for (const service of this.#services) await service.stop('SIGKILL');
    await this.stream.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
