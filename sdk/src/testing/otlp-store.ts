import { decodeLogs, type CollectedLogRecord } from '../otlp/read/logs.ts';
import { decodeMetrics, type CollectedMetric } from '../otlp/read/metrics.ts';
import { decodeTraces, type CollectedSpan } from '../otlp/read/traces.ts';
import { Waiting } from './waiting.ts';

export type OtlpSignal = 'traces' | 'metrics' | 'logs';

/** How a receiver answers. Only what it acknowledges is collected; every request is recorded. */
export type OtlpBehaviour =
  | { readonly mode: 'ok' }
  /** `status`: a gRPC status name or number; over HTTP the HTTP status number. */
  | {
      readonly mode: 'refuse';
      readonly status: string | number;
      readonly message?: string;
      /** Tells the sender when to come back: RetryInfo over gRPC, Retry-After over HTTP. */
      readonly retryAfterSeconds?: number;
    }
  /** Success, but the first `rejected` items of the request are not kept. */
  | { readonly mode: 'partial'; readonly rejected: number; readonly message?: string }
  /** Takes the request and never answers. */
  | { readonly mode: 'hang' }
  /** Answers with bytes that are no OTLP response. */
  | { readonly mode: 'garbage' }
  /** Resets the connection in place of an answer. */
  | { readonly mode: 'reset' }
  /** Something else has the port: whoever connects gets these bytes, and the connection ends. */
  | { readonly mode: 'other-protocol'; readonly bytes: string };

export type OtlpBehaviourName = 'ok' | 'hang' | 'garbage' | 'reset';

export interface OtlpRequest {
  readonly signal: OtlpSignal;
  readonly transport: 'grpc' | 'http';
  /** gRPC metadata or HTTP headers, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The request message, decompressed. */
  readonly body: Buffer;
  readonly answered: OtlpBehaviour['mode'] | 'malformed';
  readonly receivedAtMs: number;
}

/** What every OTLP receiver offers. */
export interface OtlpReceiver {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint: string;
  readonly port: number;
  readonly spans: readonly CollectedSpan[];
  readonly metrics: readonly CollectedMetric[];
  readonly logs: readonly CollectedLogRecord[];
  readonly requests: readonly OtlpRequest[];
  /** Requests that were no OTLP; a test that expects sound senders checks that there are none. */
  readonly malformed: readonly Error[];
  /** Resolves with all collected spans once there are `want`, or once the predicate holds. */
  readonly waitForSpans: (
    want: number | ((spans: readonly CollectedSpan[]) => boolean),
    timeoutMs?: number,
  ) => Promise<readonly CollectedSpan[]>;
  /** For anything else that arrives: tried again after each request. */
  readonly waitFor: (
    condition: (receiver: OtlpReceiver) => boolean,
    timeoutMs?: number,
  ) => Promise<void>;
  /** Changes the answer to requests from now on; with `times`, back to `ok` after that many. */
  readonly behave: (
    behaviour: OtlpBehaviour | OtlpBehaviourName,
    options?: { readonly times?: number },
  ) => void;
  /** Forgets everything received so far. */
  readonly clear: () => void;
  /** Stops listening and ends all connections: the collector is gone. What it got stays. */
  readonly close: () => Promise<void>;
  /** After `close`: the collector is back, on the same port. */
  readonly reopen: () => Promise<void>;
}

const DEFAULT_WAIT_MS = 5000;

/** The part of a receiver that does not depend on the transport. */
export class OtlpStore {
  readonly spans: CollectedSpan[] = [];
  readonly metrics: CollectedMetric[] = [];
  readonly logs: CollectedLogRecord[] = [];
  readonly requests: OtlpRequest[] = [];
  readonly malformed: Error[] = [];
  private readonly waiting = new Waiting();
  private readonly checkStatus: (status: string | number) => unknown;
  private behaviour: OtlpBehaviour = { mode: 'ok' };
  private remaining = Infinity;

  /** `checkStatus` throws for a status that the transport does not have. */
  constructor(checkStatus: (status: string | number) => unknown) {
    this.checkStatus = checkStatus;
  }

  behave(behaviour: OtlpBehaviour | OtlpBehaviourName, times = Infinity): void {
    const wanted = typeof behaviour === 'string' ? { mode: behaviour } : behaviour;
    if (wanted.mode === 'refuse') this.checkStatus(wanted.status);
    this.behaviour = wanted;
    this.remaining = times;
  }

  /** Records a request, keeps what the present behaviour keeps, and says how to answer. */
  take(request: Omit<OtlpRequest, 'answered' | 'receivedAtMs'>): OtlpBehaviour | Error {
    const behaviour = this.nextBehaviour();
    const failure = this.keep(request.signal, request.body, behaviour);
    const answered = failure === undefined ? behaviour.mode : 'malformed';
    this.requests.push({ ...request, answered, receivedAtMs: Date.now() });
    this.waiting.changed();
    return failure ?? behaviour;
  }

  /** What a new connection gets in place of a server; it counts as one request. */
  greeting(): string | undefined {
    if (this.behaviour.mode !== 'other-protocol' || this.remaining <= 0) return undefined;
    this.remaining -= 1;
    return this.behaviour.bytes;
  }

  wait(condition: () => boolean, timeoutMs: number): Promise<void> {
    return this.waiting.until(condition, timeoutMs, () => this.describe());
  }

  /** The transport-independent methods of a receiver. */
  receiver(at: Pick<OtlpReceiver, 'endpoint' | 'port' | 'close' | 'reopen'>): OtlpReceiver {
    const receiver: OtlpReceiver = {
      ...at,
      spans: this.spans,
      metrics: this.metrics,
      logs: this.logs,
      requests: this.requests,
      malformed: this.malformed,
      waitForSpans: async (want, timeoutMs = DEFAULT_WAIT_MS) => {
        const enough =
          typeof want === 'number'
            ? (): boolean => this.spans.length >= want
            : (): boolean => want(this.spans);
        await this.wait(enough, timeoutMs);
        return this.spans;
      },
      waitFor: (condition, timeoutMs = DEFAULT_WAIT_MS) =>
        this.wait(() => condition(receiver), timeoutMs),
      behave: (behaviour, options) => this.behave(behaviour, options?.times),
      clear: () => this.clear(),
    };
    return receiver;
  }

  private clear(): void {
    for (const list of [this.spans, this.metrics, this.logs, this.requests, this.malformed]) {
      list.length = 0;
    }
  }

  private nextBehaviour(): OtlpBehaviour {
    if (this.remaining <= 0) this.behave('ok');
    this.remaining -= 1;
    return this.behaviour;
  }

  private keep(signal: OtlpSignal, body: Buffer, behaviour: OtlpBehaviour): Error | undefined {
    const keeps = behaviour.mode === 'ok' || behaviour.mode === 'partial';
    const skip = behaviour.mode === 'partial' ? behaviour.rejected : 0;
    try {
      // Decoded in every mode: bytes that a refusing backend gets must be sound as well.
      if (signal === 'traces') append(this.spans, decodeTraces(body), keeps, skip);
      else if (signal === 'metrics') append(this.metrics, decodeMetrics(body), keeps, skip);
      else append(this.logs, decodeLogs(body), keeps, skip);
      return undefined;
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      this.malformed.push(failure);
      return failure;
    }
  }

  private describe(): string {
    const names = this.spans.slice(-20).map((span) => span.name);
    const requests = this.requests.map((request) => `${request.signal} ${request.answered}`);
    return `${this.spans.length} spans [${names.join(', ')}], requests [${requests.join(', ')}]`;
  }
}

function append<T>(list: T[], items: T[], keeps: boolean, skip: number): void {
  if (keeps) list.push(...items.slice(skip));
}
