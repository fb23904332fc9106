import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { BulkAnswer, INFO } from './bulk-answer.ts';
import type { BulkBehaviour, BulkBehaviourName } from './bulk-behaviour.ts';
import { BulkIndex, type BulkDocument } from './bulk-index.ts';
import { parseBulk } from './bulk-lines.ts';
import { listen, plainHeaders, readBody, type ReceiverTls } from './http-server.ts';
import type { ReceiverOptions } from './otlp-grpc.ts';
import { Waiting } from './waiting.ts';

export interface BulkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed; empty when the connection was reset before it was read. */
  readonly body: Buffer;
}

export interface BulkReceiverOptions extends ReceiverOptions {
  /** Makes the endpoint `https`. */
  readonly tls?: ReceiverTls;
}

export interface BulkReceiver {
  /** For `SIGHTLINE_LOGS_ELASTICSEARCH_URL` or the `node` option of a client. */
  readonly endpoint: string;
  readonly port: number;
  readonly documents: readonly BulkDocument[];
  /** What went to the failure store, as it was sent. */
  readonly failures: readonly BulkDocument[];
  readonly requests: readonly BulkRequest[];
  readonly waitForDocuments: (
    want: number | ((documents: readonly BulkDocument[]) => boolean),
    timeoutMs?: number,
  ) => Promise<readonly BulkDocument[]>;
  readonly behave: (
    behaviour: BulkBehaviour | BulkBehaviourName,
    options?: { readonly times?: number },
  ) => void;
  /**
   * Data streams go on in a new backing index. Ids are unique within one: the same id can now be
   * created once more, and is then in `documents` twice.
   */
  readonly rollover: () => void;
  /** Forgets documents, failures and requests; ids may be created again. */
  readonly clear: () => void;
  /** Stops listening and ends all connections: the server is gone. What it stored stays. */
  readonly close: () => Promise<void>;
  /** After `close`: the server is back, on the same port. */
  readonly reopen: () => Promise<void>;
}

/** A loopback Elasticsearch that knows `_bulk`, `_refresh` and its own name. */
export async function startBulkReceiver(options: BulkReceiverOptions = {}): Promise<BulkReceiver> {
  const { port: wanted = 0, host = '127.0.0.1', tls } = options;
  const elastic = new FakeElasticsearch();
  const { documents, failures } = elastic.index;
  const at = { port: wanted, host, tls };
  const { port, close, reopen } = await listen((req, res) => elastic.handle(req, res), at);
  return {
    endpoint: `${tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    port,
    documents,
    failures,
    requests: elastic.requests,
    waitForDocuments: async (want, timeoutMs = 5000) => {
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
    rollover: () => elastic.index.rollover(),
    clear: () => {
      elastic.index.clear();
      elastic.requests.length = 0;
    },
    close,
    reopen,
  };
}

class FakeElasticsearch {
  readonly index = new BulkIndex();
  readonly requests: BulkRequest[] = [];
  readonly waiting = new Waiting();
  behaviour: BulkBehaviour = { mode: 'ok' };
  remaining = Infinity;

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const method = request.method ?? '';
    const answer = new BulkAnswer(request, response);
    const [, target = '', bulk] = /^\/(?:([^/]+)\/)?(_bulk)$/.exec(path) ?? [];
    const isBulk = bulk !== undefined && (method === 'POST' || method === 'PUT');
    const how: BulkBehaviour = isBulk ? this.nextBehaviour() : { mode: 'ok' };
    const isCut = how.mode === 'reset-in-body';
    if (isCut) await once(request, 'readable');
    const body = isCut ? Buffer.alloc(0) : await readBody(request);
    this.requests.push({ method, path, headers: plainHeaders(request), body });
    if (isCut || how.mode === 'reset') {
      answer.reset();
    } else if (isBulk) {
      await this.bulk(answer, how, body, target);
    } else if (path === '/' && (method === 'GET' || method === 'HEAD')) {
      answer.json(200, INFO);
    } else if (path.endsWith('/_refresh')) {
      answer.json(200, { _shards: { total: 1, successful: 1, failed: 0 } });
    } else {
      answer.error(404, 'no_handler', `no handler for ${method} ${path}`);
    }
    this.waiting.changed();
  }

  private async bulk(
    answer: BulkAnswer,
    how: BulkBehaviour,
    body: Buffer,
    target: string,
  ): Promise<void> {
    if (how.mode === 'hang') return;
    if (how.mode === 'garbage') return answer.text(200, '{"took":1,"err');
    if (how.mode === 'refuse') {
      const seconds = how.retryAfterSeconds;
      if (seconds !== undefined) answer.retryAfter(seconds);
      return answer.error(how.status, how.type ?? 'refused', 'refused by the test receiver');
    }
    if (how.mode === 'limit' && body.length > how.maxBytes) {
      const reason = `${body.length} bytes, at most ${how.maxBytes}`;
      return answer.error(413, 'content_too_long', reason);
    }
    const parsed = parseBulk(body, target);
    if (typeof parsed === 'string') return answer.error(400, 'illegal_argument_exception', parsed);
    const applied = how.mode === 'half-applied' ? parsed.slice(0, how.items) : parsed;
    const items = applied.map((action, at) => this.index.apply(action, at, how));
    if (how.mode === 'half-applied') return answer.reset();
    const errors = items.some((item) => Object.values(item).some((result) => result.error));
    // What was applied is there before anybody is told.
    this.waiting.changed();
    if (how.mode === 'slow') await sleep(how.delayMs, undefined, { ref: false });
    answer.json(200, { took: 1, errors, items });
  }

  private nextBehaviour(): BulkBehaviour {
    if (this.remaining <= 0) this.behaviour = { mode: 'ok' };
    this.remaining -= 1;
    return this.behaviour;
  }
}
