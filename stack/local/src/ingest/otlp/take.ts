import type { IngestSignal, Wire } from '../counters.ts';
import type { IngestInto } from '../into.ts';
import { boundedLine, CUT_REASON } from '../logs/line.ts';
import { logLines } from './logs.ts';
import { REFUSAL_WORDS } from './metric-refusals.ts';
import { MetricTaker } from './metrics.ts';
import { WireError } from './wire-error.ts';

export const OTLP_SIGNALS = ['traces', 'metrics', 'logs'] as const;
export type OtlpSignal = (typeof OTLP_SIGNALS)[number];

/** What of a request was refused, for the partial success in its answer. */
export interface Taken {
  readonly rejected: number;
  /** Why, in words for the sender; empty when nothing was refused. */
  readonly message: string;
}

const COUNTED_AS: Readonly<Record<OtlpSignal, IngestSignal>> = {
  traces: 'spans',
  metrics: 'metrics',
  logs: 'logs',
};

/** Names of the errors that mean malformed bytes: that of the decoders here, and the store's. */
const MALFORMED: ReadonlySet<string> = new Set(['WireError', 'MalformedError']);

/** Takes OTLP requests in protobuf, whatever wire they came on. One for all wires. */
export class OtlpTaker {
  readonly #into: IngestInto;
  readonly #metrics: MetricTaker;

  constructor(into: IngestInto) {
    this.#into = into;
    this.#metrics = new MetricTaker(into.store.metrics);
  }

  /**
   * Takes one Export request.
   * @throws WireError when the bytes are no such request; nothing of it is kept then.
   */
  take(wire: Wire, signal: OtlpSignal, request: Uint8Array): Taken {
    try {
      if (signal === 'traces') return this.#traces(wire, request);
      return signal === 'logs' ? this.#logs(wire, request) : this.#metricPoints(wire, request);
    } catch (error) {
      const isMalformed = MALFORMED.has((error as Error).name);
      this.refuse(wire, signal, isMalformed ? 'malformed' : 'failed');
      throw isMalformed ? new WireError(`not an OTLP request: ${(error as Error).message}`) : error;
    }
  }

  /** Counts a request that was refused as a whole; how much it held is not known. */
  refuse(wire: Wire, signal: OtlpSignal, reason: string): void {
    const counted = COUNTED_AS[signal];
    this.#into.store[counted].reject(reason, 1);
    this.#into.counters.refuse(wire, counted, reason, 1);
  }

  #traces(wire: Wire, request: Uint8Array): Taken {
    const { store, counters } = this.#into;
    const { accepted, rejected, reason } = store.spans.appendOtlp(request);
    counters.accept(wire, 'spans', accepted);
    counters.refuse(wire, 'spans', 'unfit', rejected);
    return { rejected, message: rejected > 0 ? reason : '' };
  }

  #logs(wire: Wire, request: Uint8Array): Taken {
    const { store, counters, now = Date.now } = this.#into;
    const lines = logLines(request, now());
    let cut = 0;
    for (const whole of lines) {
      const { line, isCut } = boundedLine(whole);
      if (isCut) cut += 1;
      store.logs.append(line);
    }
    counters.refuse(wire, 'logs', CUT_REASON, cut);
    counters.accept(wire, 'logs', lines.length);
    return { rejected: 0, message: '' };
  }

  #metricPoints(wire: Wire, request: Uint8Array): Taken {
    const { counters } = this.#into;
    const { accepted, rejected } = this.#metrics.take(request);
    counters.accept(wire, 'metrics', accepted);
    let count = 0;
    for (const [reason, points] of rejected) {
      counters.refuse(wire, 'metrics', reason, points);
      // What found no room in the store was counted there.
      if (reason !== 'too_many_series') this.#into.store.metrics.reject(reason, points);
      count += points;
    }
    const message = [...rejected.keys()].map((reason) => REFUSAL_WORDS[reason]).join('; ');
    return { rejected: count, message };
  }
}
