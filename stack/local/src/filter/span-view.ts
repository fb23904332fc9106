import type { SpanRow } from '../model/index.ts';
import type { RowView } from './compile.ts';

/** What can be told from the columns. */
const COLUMNS: Readonly<Record<string, (row: SpanRow) => unknown>> = {
  service: (row) => row.service,
  'service.name': (row) => row.service,
  name: (row) => row.name,
  route: (row) => row.route || undefined,
  'http.route': (row) => row.route || undefined,
  kind: (row) => row.kind,
  status: (row) => (row.status === 'error' ? 'error' : 'ok'),
  duration: (row) => row.durationMs,
  trace: (row) => row.traceId,
  'trace.id': (row) => row.traceId,
  span: (row) => row.spanId,
  parent: (row) => row.parentSpanId || undefined,
  peer: (row) => row.peer || undefined,
  'http.response.status_code': (row) => row.statusCode || undefined,
};

export const SPAN_VIEW: RowView<SpanRow> = {
  value(row, field) {
    const column = COLUMNS[field];
    if (column !== undefined) return column(row);
    const { attributes, resource } = row.span();
    return attributes[field] ?? resource[field];
  },
  text(row) {
    const { name, attributes, statusMessage, events } = row.span();
    const texts = [row.service, name, statusMessage, ...Object.values(attributes).map(String)];
    for (const event of events) {
      texts.push(event.name, ...Object.values(event.attributes).map(String));
    }
    return texts.join('\n');
  },
};
