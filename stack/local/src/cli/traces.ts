import type { WireSpan, WireTraceDetail, WireTraces } from '../wire/index.ts';
import { CLIENT_HELP, CLIENT_OPTIONS, findStack, since } from './client.ts';
import { readArgs, wholeNumber, type Command } from './command.ts';
import { clock, milliseconds, plain, table } from './text.ts';

const LIMIT_MAX = 5000;
const TRACE_ID = /^[0-9a-f]{32}$/i;

const HELP = `Usage: sightline traces [id | filter] [options]

Lists traces, newest first; with an id shows that trace as a tree. A filter tests any span:
service:storefront status:error duration>200ms http.route:/orders/:id "free text"

  --since DURATION   how far back (default 15m)
  --sort ORDER       newest (default), slowest, errors
  --limit N          traces at most (default 30, up to ${LIMIT_MAX})
${CLIENT_HELP}

  sightline traces status:error --since 5m
  sightline traces 0af7651916cd43dd8448eb211c80319c
`;

export const TRACES: Command = {
  name: 'traces',
  summary: 'list traces, or show one',
  help: HELP,
  async run(args) {
    const { values, positionals } = readArgs(args, {
      ...CLIENT_OPTIONS,
      since: { type: 'string', default: '15m' },
      sort: { type: 'string', default: 'newest' },
      limit: { type: 'string', default: '30' },
    });
    const limit = wholeNumber('--limit', values.limit, 1, LIMIT_MAX);
    const what = positionals.join(' ');
    const stack = await findStack(values);
    if (TRACE_ID.test(what)) {
      const detail = await stack.json<WireTraceDetail>(`/api/traces/${what}`);
      console.log(values.json ? JSON.stringify(detail) : tree(detail));
      return 0;
    }
    const { sort } = values;
    const question = { q: what, sort, limit: String(limit), ...since(values.since) };
    const found = await stack.json<WireTraces>('/api/traces', question);
    console.log(values.json ? JSON.stringify(found) : list(found));
    return 0;
  },
};

function list({ traces, matched, partial }: WireTraces): string {
  if (traces.length === 0) return 'No trace matches.';
  const rows = traces.map((trace) => [
    trace.traceId,
    clock(trace.startMs),
    milliseconds(trace.durationMs).padStart(9),
    `${trace.spans} spans`,
    trace.errors === 0 ? '' : `${trace.errors} errors`,
    plain(`${trace.service}  ${trace.name}`),
  ]);
  const more = matched > traces.length ? `\n${matched - traces.length} more match.` : '';
  return table(rows) + more + (partial ? '\nOnly part of the range was looked through.' : '');
}

function tree({ spans, missingParents, logCount }: WireTraceDetail): string {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const children = new Map<string, WireSpan[]>();
  for (const span of spans) {
    const parent = known.has(span.parentSpanId) ? span.parentSpanId : '';
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const rows: string[][] = [];
  const startMs = spans[0]?.startMs ?? 0;
  const add = (span: WireSpan, depth: number): void => {
    rows.push([
      milliseconds(span.startMs - startMs).padStart(9),
      milliseconds(span.durationMs).padStart(9),
      span.status === 'error' ? 'error' : '',
      plain(`${'  '.repeat(depth)}${span.service}  ${span.name}  ${span.statusMessage}`),
    ]);
    for (const child of children.get(span.spanId) ?? []) add(child, depth + 1);
  };
  for (const root of children.get('') ?? []) add(root, 0);
  const missing =
    missingParents === 0 ? '' : `\n${missingParents} spans that others name are not kept.`;
  const logs = `\n${logCount} log lines: sightline logs trace:${spans[0]?.traceId ?? ''}`;
  return table(rows) + missing + logs;
}
