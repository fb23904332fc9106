import { readFileSync } from 'node:fs';

import { Client, type ClientOptions } from '@elastic/elasticsearch';
import pinoElasticsearch from 'pino-elasticsearch';

import type { ElasticsearchSettings } from '../../config/settings.ts';
import { answerOf, failureOf } from './answer.ts';
import { Documents, type BulkHelperOptions, type ReadDocument } from './documents.ts';
import type { BulkAnswer } from './outcome.ts';

/** Longer than Elasticsearch itself waits for a shard, so that its own answer is seen. */
const REQUEST_TIMEOUT_MS = 60_000;
const SHARD_TIMEOUT = '30s';
/** All that is looked at of an answer; the rest would only be parsed. */
const ANSWER_FIELDS = ['errors', 'items.*.status', 'items.*.error', 'items.*.failure_store'];
const UNAUTHORIZED: readonly unknown[] = [401, 403];

type Build = (
  options: object,
  parts: { Client: new (options: ClientOptions) => Client },
) => NodeJS.WritableStream & { on(event: 'unknown', listener: () => void): unknown };

/** Sends batches of lines and says what became of each line. Never rejects. */
export class BulkClient {
  readonly #settings: ElasticsearchSettings;
  readonly #documents = new Documents();
  readonly #stream: ReturnType<Build>;
  readonly #client: Client;
  #authorization: string | undefined;

  constructor(settings: ElasticsearchSettings) {
    this.#settings = settings;
    this.#authorization = settings.authorization;
    const documents = this.#documents;
    let made: Client | undefined;
    /**
     * pino-elasticsearch reads lines and names the index; its own bulk helper gives up for good
     * after a few seconds of outage and does not tell what became of a document.
     */
    class ShippingClient extends Client {
      constructor(options: ClientOptions) {
        super({
          ...options,
          compression: true,
          maxRetries: 0,
          requestTimeout: REQUEST_TIMEOUT_MS,
          enableMetaHeader: false,
        });
        this.helpers.bulk = ((given: BulkHelperOptions) => documents.bulk(given)) as never;
        made = this;
      }
    }
    const tls = settings.ca === undefined ? {} : { tls: { ca: settings.ca } };
    const options = { node: settings.url, index: settings.index, opType: 'create', ...tls };
    this.#stream = (pinoElasticsearch as unknown as Build)(
      { ...options, esVersion: 9, rejectUnauthorized: true },
      { Client: ShippingClient },
    );
    this.#stream.on('unknown', () => documents.unknown());
    this.#client = made as unknown as Client;
  }

  async send(lines: readonly string[]): Promise<BulkAnswer> {
    const read = await this.#read(lines);
    if (!read.includes(undefined)) return this.#request(lines, read as readonly ReadDocument[]);
    return this.#sendReadable(lines);
  }

  #read(lines: readonly string[]): Promise<readonly (ReadDocument | undefined)[]> {
    return this.#documents.read(lines.length, () => this.#stream.write(`${lines.join('\n')}\n`));
  }

  /** Some line is no JSON object (a damaged file): it is refused, the others go their way. */
  async #sendReadable(lines: readonly string[]): Promise<BulkAnswer> {
    const isGood = lines.map(isObject);
    const good = lines.filter((_line, at) => isGood[at]);
    const answer =
      good.length === 0
        ? ({ kind: 'answered', items: [] } as const)
        : await this.#request(good, (await this.#read(good)) as readonly ReadDocument[]);
    if (answer.kind !== 'answered') return answer;
    const items = [...answer.items];
    const refused = { status: 400, error: { type: 'not_json', reason: 'no JSON object' } };
    return {
      kind: 'answered',
      items: isGood.map((wasSent) => (wasSent ? items.shift() : undefined) ?? refused),
    };
  }

  async #request(
    lines: readonly string[],
    documents: readonly ReadDocument[],
  ): Promise<BulkAnswer> {
    const operations: string[] = [];
    for (const [at, { id }] of documents.entries()) {
      operations.push(JSON.stringify({ create: { _id: id } }), lines[at] ?? '');
    }
    const index = documents[0]?.index ?? this.#settings.index;
    const authorization = this.#authorization;
    try {
      const body = await this.#client.bulk(
        { index, operations, filter_path: ANSWER_FIELDS, timeout: SHARD_TIMEOUT },
        { headers: authorization === undefined ? {} : { authorization } },
      );
      return answerOf(body, lines.length);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'outage' && UNAUTHORIZED.includes(failure.status)) this.#readKeyAgain();
      return failure;
    }
  }

  /** The key may have been replaced meanwhile. */
  #readKeyAgain(): void {
    const { apiKeyFile } = this.#settings;
    if (apiKeyFile === undefined) return;
    try {
      const key = readFileSync(apiKeyFile, 'utf8').trim();
      if (/^[\x21-\x7e]{1,4096}$/.test(key)) this.#authorization = `ApiKey ${key}`;
    } catch {
      // Not there now: the one that we have stays.
    }
  }

  async close(): Promise<void> {
    this.#stream.end();
    await this.#client.close().catch(() => undefined);
  }
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
