import type { IncomingMessage, ServerResponse } from 'node:http';
import { resetConnection } from './http-server.ts';

// Official clients refuse a server that does not send this header.
const PRODUCT = { 'x-elastic-product': 'Elasticsearch' };

/** What Elasticsearch says of itself at `/`. */
export const INFO = {
  name: 'test-receiver',
  cluster_name: 'test',
  cluster_uuid: 'AAAAAAAAAAAAAAAAAAAAAA',
  version: { number: '9.2.0', build_flavor: 'default', lucene_version: '10.3.0' },
  tagline: 'You Know, for Search',
};

/** Answers one request in the way of Elasticsearch. */
export class BulkAnswer {
  private readonly response: ServerResponse;
  private readonly type: string;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.response = response;
    this.type = responseType(request);
  }

  json(status: number, body: object): void {
    this.text(status, JSON.stringify(body));
  }

  error(status: number, type: string, reason: string): void {
    this.json(status, { error: { root_cause: [{ type, reason }], type, reason }, status });
  }

  /** In place of an answer. */
  reset(): void {
    resetConnection(this.response.socket);
  }

  /** For the answer that follows. */
  retryAfter(seconds: number): void {
    this.response.setHeader('retry-after', String(seconds));
  }

  text(status: number, text: string): void {
    this.response.writeHead(status, { 'content-type': this.type, ...PRODUCT }).end(text);
  }
}

/** Elasticsearch answers a vendored media type with the vendored JSON of the same version. */
function responseType(request: IncomingMessage): string {
  const asked = `${request.headers.accept ?? ''} ${request.headers['content-type'] ?? ''}`;
  const version = /vnd\.elasticsearch\+(?:x-nd)?json; ?compatible-with=(\d+)/.exec(asked)?.[1];
  if (version === undefined) return 'application/json';
  return `application/vnd.elasticsearch+json;compatible-with=${version}`;
}
