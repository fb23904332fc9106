import {
  atPath,
  compileFilter,
  parseFilter,
  type RowTest,
  type RowView,
} from '../../src/filter/index.ts';
import type { WireLog, WireSpan, WireTrace } from '../../src/wire/index.ts';
import { LARGE_TRACE_ID, largeTrace, TORN_TRACE_ID, tornTrace } from './large-trace.ts';
import { requestOf } from './shop.ts';

const HISTORY_MS = 3_600_000;
const EVERY_MS = 330;

/** Everything that the fake keeps: an hour of requests, and what is added while it runs. */
export class FakeData {
  readonly traces = new Map<string, WireSpan[]>();
  readonly summaries: WireTrace[] = [];
  readonly logs: WireLog[] = [];
  readonly startedMs: number;
  #index = 0;
  #nextMs: number;

  constructor(nowMs: number, empty: boolean) {
    this.startedMs = nowMs;
    this.#nextMs = nowMs - HISTORY_MS;
    if (empty) return;
    this.#addTrace(largeTrace(nowMs - 240_000));
    this.#addTrace(tornTrace(nowMs - 200_000));
    this.addUntil(nowMs);
  }

  /** Adds what happened until then; returns the new lines. */
  addUntil(nowMs: number): WireLog[] {
    const added: WireLog[] = [];
    for (; this.#nextMs < nowMs; this.#nextMs += EVERY_MS) {
      const { spans, logs } = requestOf(this.#index++, this.#nextMs, this.startedMs);
      this.#addTrace(spans);
      for (const log of logs) added.push({ ...log, sequence: this.logs.length + added.length + 1 });
    }
    this.logs.push(...added);
    return added;
  }

  get spanCount(): number {
    return this.summaries.reduce((sum, { spans }) => sum + spans, 0);
  }

  #addTrace(spans: WireSpan[]): void {
    const [first] = spans;
    if (first === undefined) return;
    this.traces.set(first.traceId, spans);
    this.summaries.push(summary(spans, first));
  }
}

function summary(spans: readonly WireSpan[], first: WireSpan): WireTrace {
  const root = spans.find(({ parentSpanId }) => parentSpanId === '') ?? first;
  const status = root.attributes['http.response.status_code'];
  const services = new Map<string, { service: string; spans: number; errors: number }>();
  for (const { service, status: outcome } of spans) {
    const sum = services.get(service) ?? { service, spans: 0, errors: 0 };
    sum.spans++;
    if (outcome === 'error') sum.errors++;
    services.set(service, sum);
  }
  const endMs = spans.reduce((end, span) => Math.max(end, span.startMs + span.durationMs), 0);
  return {
    traceId: first.traceId,
    service: root.service,
    name: root.name,
    startMs: first.startMs,
    durationMs: endMs - first.startMs,
    spans: spans.length,
    errors: spans.filter((span) => span.status === 'error').length,
    statusCode: typeof status === 'number' ? status : null,
    services: [...services.values()],
    whole: root.parentSpanId === '',
  };
}

const SPAN_VIEW: RowView<WireSpan> = {
  value(span, field) {
    if (field === 'status') return span.status === 'error' ? 'error' : 'ok';
    if (field === 'duration') return span.durationMs;
    if (field === 'route') return span.attributes['http.route'];
    if (field === 'trace') return span.traceId;
    if (field === 'peer') return span.attributes['server.address'];
    if (field === 'parent') return span.parentSpanId || undefined;
    const own = (span as unknown as Record<string, unknown>)[field];
    return typeof own === 'string' ? own : span.attributes[field];
  },
  text: (span) => `${span.service} ${span.name} ${span.statusMessage}`,
};

const LOG_VIEW: RowView<WireLog> = {
  value(line, field) {
    if (field === 'level') return line.level;
    if (field === 'service') return line.service;
    if (field === 'trace') return line.traceId;
    return atPath(line.fields, field);
  },
  text: (line) => JSON.stringify(line.fields),
};

export function spanTest(filter: string): RowTest<WireSpan> {
  return compileFilter(parseFilter(filter), SPAN_VIEW);
}

export function logTest(filter: string): RowTest<WireLog> {
  return compileFilter(parseFilter(filter), LOG_VIEW);
}

export { LARGE_TRACE_ID, TORN_TRACE_ID };
