import { readFileSync } from 'node:fs';
import { Client } from '@elastic/elasticsearch';
import type { RunningElasticsearch } from '../../../scripts/real-parts/elasticsearch.ts';
import { logStream } from '../../src/contract/index.ts';

export interface StreamOptions {
  readonly failureStore: boolean;
  /** Type of the label `amount`, whose values are numbers in strings, and now and then a word. */
  readonly amount: 'long' | 'keyword';
}

/** A line as Elasticsearch has it. */
export interface StoredLine {
  /** Backing index. */
  readonly index: string;
  readonly id: string;
  readonly eventId: string;
  readonly timestamp: string;
  /** Undefined for the SDK's own lines. */
  readonly n: number | undefined;
}

/** A document in the failure store: its place, and the line that it was to become. */
export interface StoredFailure {
  readonly id: string;
  readonly timestamp: string;
  readonly reason: string;
}

interface Hit {
  readonly _index: string;
  readonly _id?: string;
  readonly _source?: unknown;
  readonly sort?: unknown[];
}

export interface ApiKey {
  readonly id: string;
  /** What a client sends. */
  readonly encoded: string;
}

export interface Grant {
  readonly names: string[];
  readonly privileges: string[];
}

const PAGE_LINES = 5000;
const KEEP_ALIVE = '1m';
const FIELDS = ['event.id', '@timestamp', 'numeric_labels.n', 'document', 'error.message'];
/** More than any field of these tests needs; what is longer would be refused as a whole. */
const KEYWORD = { type: 'keyword', ignore_above: 1024 } as const;

/** The data stream of an environment in a real Elasticsearch, as its keeper sees it. */
export class Stream {
  readonly name: string;
  readonly #client: Client;

  constructor(server: RunningElasticsearch, environment: string) {
    this.name = logStream(environment);
    const { url: node, username, password, caFile } = server;
    this.#client = new Client({
      node,
      auth: { username, password },
      ...(caFile !== undefined && { tls: { ca: readFileSync(caFile) } }),
    });
  }

  /** Says how backing indices are made from now on; the stream itself comes with the first line. */
  async template({ failureStore, amount }: StreamOptions): Promise<void> {
    await this.#client.indices.putIndexTemplate({
      name: this.name,
      index_patterns: [this.name],
      priority: 500,
      data_stream: {},
      template: {
        data_stream_options: { failure_store: { enabled: failureStore } },
        lifecycle: { data_retention: '14d' },
        settings: { number_of_replicas: 0 },
        mappings: {
          dynamic_templates: [{ text: { match_mapping_type: 'string', mapping: KEYWORD } }],
          properties: {
            '@timestamp': { type: 'date' },
            message: { type: 'match_only_text' },
            labels: { properties: { amount: { type: amount } } },
          },
        },
      },
    });
  }

  /** From now on lines go to a new backing index, made by the template as it is now. */
  async rollOver(): Promise<void> {
    await this.#client.indices.rollover({ alias: this.name });
  }

  /** A key that may do this and nothing else. */
  async apiKey(...index: Grant[]): Promise<ApiKey> {
    const descriptors = { key: { cluster: [], index } };
    return this.#client.security.createApiKey({ name: this.name, role_descriptors: descriptors });
  }

  /** The key of a service: it may add lines, and make the stream. */
  async writerKey(): Promise<ApiKey> {
    return this.apiKey({ names: [this.name], privileges: ['create_doc', 'auto_configure'] });
  }

  async invalidateKey(id: string): Promise<void> {
    await this.#client.security.invalidateApiKey({ ids: [id] });
  }

  /** How many documents can be found, those of a moment ago included; 0 without a stream. */
  async count(): Promise<number> {
    const where = { index: this.name, ignore_unavailable: true };
    await this.#client.indices.refresh(where);
    return (await this.#client.count(where)).count;
  }

  async lines(): Promise<StoredLine[]> {
    return (await this.#all(this.name)).map(({ _index, _id = '', _source }) => {
      const source = _source as {
        '@timestamp': string;
        event: { id: string };
        numeric_labels?: { n?: number };
      };
      const { '@timestamp': timestamp, event, numeric_labels: numbers } = source;
      return { index: _index, id: _id, eventId: event.id, timestamp, n: numbers?.n };
    });
  }

  async failures(): Promise<StoredFailure[]> {
    return (await this.#all(`${this.name}::failures`)).map(({ _source }) => {
      const { document, error } = _source as {
        document: { id: string; source: { '@timestamp': string } };
        error: { message: string };
      };
      const { id, source } = document;
      return { id, timestamp: source['@timestamp'], reason: error.message };
    });
  }

  /** All documents, as they are at this moment. */
  async #all(index: string): Promise<Hit[]> {
    await this.#client.indices.refresh({ index });
    const { id } = await this.#client.openPointInTime({ index, keep_alive: KEEP_ALIVE });
    const found: Hit[] = [];
    for (;;) {
      const after = found.at(-1)?.sort;
      const { hits } = await this.#client.search({
        pit: { id, keep_alive: KEEP_ALIVE },
        size: PAGE_LINES,
        sort: [{ _shard_doc: 'asc' }] as never,
        _source: FIELDS,
        ...(after !== undefined && { search_after: after as never }),
      });
      found.push(...hits.hits);
      if (hits.hits.length === 0) break;
    }
    await this.#client.closePointInTime({ id });
    return found;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
