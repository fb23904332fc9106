import { randomBytes } from 'node:crypto';
import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { buffer } from 'node:stream/consumers';

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** False = no `traceparent`, as a browser would send. */
  readonly traced?: boolean;
  /** The client goes away after this long. */
  readonly abortAfterMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The trace that the request announced; empty when it announced none. */
  readonly traceId: string;
  readonly parentSpanId: string;
}

const TIMEOUT_MS = 10_000;

export interface TraceIds {
  readonly traceId: string;
  readonly parentSpanId: string;
  readonly traceparent: string;
}

/** A trace that a caller of the service would have started. */
export function newIds(): TraceIds {
  const traceId = randomBytes(16).toString('hex');
  const parentSpanId = randomBytes(8).toString('hex');
  return { traceId, parentSpanId, traceparent: `00-${traceId}-${parentSpanId}-01` };
}

/** Sends requests to one server over connections that are kept open, like a proxy would. */
export class HttpClient {
  private readonly origin: string;
  private readonly agent: http.Agent;
  private readonly transport: typeof http | typeof https;

  constructor(origin: string) {
    this.origin = origin;
    const secure = origin.startsWith('https:');
    this.transport = secure ? https : http;
    // The certificate of a test server is signed by nobody.
    this.agent = secure
      ? new https.Agent({ keepAlive: true, rejectUnauthorized: false })
      : new http.Agent({ keepAlive: true });
  }

  async request(path: string, options: RequestOptions = {}): Promise<Answer> {
    const { method = 'GET', headers = {}, body, traced = true, abortAfterMs } = options;
    const { traceId, parentSpanId, traceparent } = newIds();
    const ids = traced ? { traceId, parentSpanId } : { traceId: '', parentSpanId: '' };
    const context = traced ? { traceparent } : {};
    const signal = AbortSignal.timeout(abortAfterMs ?? TIMEOUT_MS);
    try {
      const answer = await this.send(
        path,
        { method, headers: { ...context, ...headers }, signal },
        body,
      );
      return { ...answer, ...ids };
    } catch (error) {
      if (abortAfterMs !== undefined && signal.aborted) {
        return { status: 0, headers: {}, body: '', ...ids };
      }
      throw error;
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async send(
    path: string,
    options: http.RequestOptions,
    body: string | undefined,
  ): Promise<Omit<Answer, 'traceId' | 'parentSpanId'>> {
    const request = this.transport.request(this.origin + path, { ...options, agent: this.agent });
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      request.once('error', reject);
      request.end(body);
    });
    const text = (await buffer(response)).toString('utf8');
    return { status: response.statusCode ?? 0, headers: response.headers, body: text };
  }
}
