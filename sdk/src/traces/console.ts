import type { Sender } from '../otlp/index.ts';
import { decodeTraces, type CollectedSpan } from '../otlp/read/traces.ts';

/** `OTEL_TRACES_EXPORTER=console`: each span as one log line, for a look without any backend. */
export function consoleSender(write: (span: object) => void): Sender {
  return {
    send(request) {
      for (const span of decodeTraces(request)) write(fieldsOf(span));
      return Promise.resolve({ status: 'delivered', rejected: 0, message: '' });
    },
    close: () => undefined,
  };
}

function fieldsOf(span: CollectedSpan): object {
  return {
    span_name: span.name,
    span_kind: span.kind,
    span_trace_id: span.traceId,
    span_id: span.spanId,
    span_parent_id: span.parentSpanId,
    span_status: span.status.code,
    span_duration_seconds: span.durationSeconds,
    span_attributes: span.attributes,
  };
}
