import type { IncomingMessage, ServerResponse } from 'node:http';
import { BulkIndex, type BulkDocument, type BulkFault } from './bulk-index.ts';
import { parseBulk } from './bulk-lines.ts';
import { listen, plainHeaders, readBody } from './http-server.ts';
import type { ReceiverOptions } from './otlp-grpc.ts';
import { Waiting } from './waiting.ts';

/** How the receiver answers `_bulk`. Only what it acknowledges becomes a document. */
export type BulkBehaviour =
  | { readonly mode: 'ok' }
  /** The whole request fails, for example 429 or 503. */
  | { readonly mode: 'refuse'; readonly status: number; readonly retryAfterSeconds?: number }
  /** The request succeeds, and these items of it fail: the answer is 200 with `errors: true`. */
  | ({ readonly mode: 'items' } & BulkFault)
  /** Takes the request and never answers. */
  | { readonly mode: 'hang' }
  /** Answers with bytes that are no JSON. */
  | { readonly mode: 'garbage' }
  /** Closes the connection in the middle of the request. */
  | { readonly mode: 'reset' };

export interface BulkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface BulkReceiver {
  /** For `SIGHTLINE_LOGS_ELASTICSEARCH_URL` or the `node` option of a client. */
  readonly endpoint: string;
  readonly port: number;
  readonly documents: readonly BulkDocument[];
  readonly requests: readonly BulkRequest[];
  readonly waitForDocuments: (
    want: number | ((documents: readonly BulkDocument[]) => boolean),
    timeoutMs?: number,
  ) => Promise<readonly BulkDocument[]>;
  readonly behave: (
    behaviour: BulkBehaviour | 'ok' | 'hang' | 'garbage' | 'reset',
    options?: { readonly times?: number },
  ) => void;
  /** Forgets documents and requests; ids may be created again. */
  readonly clear: () => void;
  readonly close: () => Promise<void>;
}

/** A loopback Elasticsearch that knows `_bulk`, `_refresh` and its own name. */
export async function startBulkReceiver(options: ReceiverOptions = {}): Promise<BulkReceiver> {
  const { port: wanted = 0, host = '127.0.0.1' } = options;
  const elastic = new FakeElasticsearch();
  const { port, close } = await listen((req, res) => elastic.handle(req, res), wanted, host);
  return {
    endpoint: `http://${host}:${port}`,
    port,
    documents: elastic.index.documents,
    requests: elastic.requests,
    waitForDocuments: async (want, timeoutMs = 5000) => {
      const { documents } = elastic.index;
      const enough =
        typeof want === 'number'
          ? (): boolean => documents.length >= want
          : (): boolean => want(documents);
      await elastic.waiting.until(enough, timeoutMs, () => `${documents.length} documents`);
      return documents;
    },
    behave: (behaviour, limits) => {
      elastic.behaviour = typeof behaviour === 'string' ? { mode: behaviour } : behaviour;
      elastic.remaining = limits?.times ?? Infinity;
    },
    clear: () => {
      elastic.index.clear();
      elastic.requests.length = 0;
    },
    close,
  };
}

class FakeElasticsearch {
  readonly index = new BulkIndex();
  readonly requests: BulkRequest[] = [];
  readonly waiting = new Waiting();
  behaviour: BulkBehaviour = { mode: 'ok' };
  remaining = Infinity;

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const method = request.method ?? '';
    this.requests.push({ method, path, headers: plainHeaders(request), body });
    const json = responseType(request);
    const [, target = '', bulk] = /^\/(?:([^/]+)\/)?(_bulk)$/.exec(path) ?? [];
    if (bulk !== undefined && (method === 'POST' || method === 'PUT')) {
      this.bulk(response, json, body, target);
    } else if (path === '/' && (method === 'GET' || method === 'HEAD')) {
      send(response, json, 200, INFO);
    } else if (path.endsWith('/_refresh')) {
      send(response, json, 200, { _shards: { total: 1, successful: 1, failed: 0 } });
    } else {
      send(response, json, 404, failure(404, 'no_handler', `no handler for ${method} ${path}`));
    }
    this.waiting.changed();
  }

  private bulk(response: ServerResponse, json: string, body: Buffer, target: string): void {
    const how = this.nextBehaviour();
    if (how.mode === 'hang') return;
    if (how.mode === 'reset') {
      response.socket?.resetAndDestroy();
    } else if (how.mode === 'garbage') {
      response.writeHead(200, { 'content-type': json, ...PRODUCT }).end('{"took":1,"err');
    } else if (how.mode === 'refuse') {
      const seconds = how.retryAfterSeconds;
      if (seconds !== undefined) response.setHeader('retry-after', String(seconds));
      send(
        response,
        json,
        how.status,
        failure(how.status, 'refused', 'refused by the test receiver'),
      );
    } else {
      const parsed = parseBulk(body, target);
      if (typeof parsed === 'string') {
        send(response, json, 400, failure(400, 'illegal_argument_exception', parsed));
        return;
      }
      const fault = how.mode === 'items' ? how : undefined;
      const items = parsed.map((action, at) => this.index.apply(action, at, fault));
      const errors = items.some((item) => Object.values(item).some((result) => result.error));
      send(response, json, 200, { took: 1, errors, items });
    }
  }

  private nextBehaviour(): BulkBehaviour {
    if (this.remaining <= 0) this.behaviour = { mode: 'ok' };
    this.remaining -= 1;
    return this.behaviour;
  }
}

// Official clients refuse a server that does not send this header.
const PRODUCT = { 'x-elastic-product': 'Elasticsearch' };

const INFO = {
  name: 'test-receiver',
  cluster_name: 'test',
  cluster_uuid: 'AAAAAAAAAAAAAAAAAAAAAA',
  version: { number: '9.2.0', build_flavor: 'default', lucene_version: '10.3.0' },
  tagline: 'You Know, for Search',
};

/** Elasticsearch answers a vendored media type with the vendored JSON of the same version. */
function responseType(request: IncomingMessage): string {
  const asked = `${request.headers.accept ?? ''} ${request.headers['content-type'] ?? ''}`;
  const version = /vnd\.elasticsearch\+(?:x-nd)?json; ?compatible-with=(\d+)/.exec(asked)?.[1];
  if (version === undefined) return 'application/json';
  return `application/vnd.elasticsearch+json;compatible-with=${version}`;
}

function failure(status: number, type: string, reason: string): object {
  return { error: { root_cause: [{ type, reason }], type, reason }, status };
}

function send(response: ServerResponse, type: string, status: number, body: object): void {
  response.writeHead(status, { 'content-type': type, ...PRODUCT });
  response.end(JSON.stringify(body));
}
