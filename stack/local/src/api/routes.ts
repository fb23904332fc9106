import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TelemetryStore } from '../model/index.ts';
import {
  keptSignals,
  listServices,
  logFacets,
  logHistogram,
  searchLogs,
  searchTraces,
  serviceDetail,
  serviceMap,
  TRACE_SORTS,
  traceDetail,
  traceFacets,
  wireLog,
  type Metrics,
} from '../read/index.ts';
import type { WireAbout, WireKept, WireLog } from '../wire/index.ts';
import { sendJson } from './answer.ts';
import type { Params } from './params.ts';
import { ApiProblem } from './problem.ts';

/** What the answers are made from. */
export interface ApiSources {
  readonly store: TelemetryStore;
  readonly metrics: Metrics;
  about(): WireAbout;
  folder(): WireKept['folder'];
}

const LIMIT_MAX = 10_000;
const TRACE_ID = /^[0-9a-f]{32}$/;

type Answer = (sources: ApiSources, params: Params, name: string) => unknown;

/** Answers by path below `/api/`; a `*` takes one path part and hands it on. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  about: ({ about }) => about(),
  kept: ({ store, folder, about }): WireKept => ({
    signals: keptSignals(store),
    residentBytes: process.memoryUsage.rss(),
    folder: folder(),
    startedMs: about().startedMs,
  }),
  services: ({ store, metrics }, params) => listServices(store, metrics, params.range()),
  'services/*': ({ store, metrics }, params, name) => {
    const detail = serviceDetail(store, metrics, params.range(), name);
    if (detail === undefined) {
      throw new ApiProblem(404, `Nothing was heard of a service "${name}" in this time range.`);
    }
    return detail;
  },
  traces: ({ store }, params) => {
    const sort = params.oneOf('sort', TRACE_SORTS);
    const limit = params.whole('limit', 200, 1, LIMIT_MAX);
    const minMs = params.number('minMs', 0, 0, Number.MAX_VALUE);
    const maxMs = params.number('maxMs', Infinity, 0, Number.MAX_VALUE);
    const wanted = { filter: params.filter(), sort, limit, minMs, maxMs };
    return searchTraces(store.spans, params.range(), wanted);
  },
  'traces/facets': ({ store }, params) => traceFacets(store.spans, params.range(), params.filter()),
  'traces/*': ({ store }, _params, id) => {
    const detail = traceDetail(store, traceId(id));
    if (detail !== undefined) return detail;
    const { oldestMs } = store.spans.kept();
    const since = oldestMs === undefined ? 'none yet' : new Date(oldestMs).toISOString();
    throw new ApiProblem(
      404,
      `No span of trace ${id} is kept: evicted (the oldest kept span is of ${since}), ` +
        'not sampled, or not here yet.',
    );
  },
  'traces/*/logs': ({ store }, _params, id): WireLog[] =>
    store.logs
      .ofTrace(traceId(id))
      .map((entry) =>
        wireLog({ ...entry, fields: () => entry.fields, text: () => JSON.stringify(entry.fields) }),
      ),
  logs: ({ store }, params) => {
    const limit = params.whole('limit', 500, 1, LIMIT_MAX);
    const before = params.number('before', Infinity, 0, Number.MAX_SAFE_INTEGER);
    return searchLogs(store.logs, params.range(), params.filter(), limit, before);
  },
  'logs/histogram': ({ store }, params) => {
    const buckets = params.whole('buckets', 60, 1, 500);
    return logHistogram(store.logs, params.range(), params.filter(), buckets);
  },
  'logs/facets': ({ store }, params) => logFacets(store.logs, params.range(), params.filter()),
  map: ({ store }, params) => serviceMap(store.spans, params.range()),
};

function traceId(text: string): string {
  const id = text.toLowerCase();
  if (TRACE_ID.test(id)) return id;
  throw new ApiProblem(400, `"${text}" is no trace id: 32 hexadecimal digits are expected`);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ApiProblem(400, `"${part}" is no path part: a "%" needs two hexadecimal digits`);
  }
}

/** Answers `GET /api/...`; false when there is no such question. */
export function answerApi(
  sources: ApiSources,
  path: string,
  params: Params,
  req: IncomingMessage,
  res: ServerResponse,
): boolean {
  const parts = path.split('/').map(decoded);
  const exact = ANSWERS[parts.join('/')];
  const [first, second = '', ...rest] = parts;
  const answer = exact ?? ANSWERS[[first, '*', ...rest].join('/')];
  if (answer === undefined) return false;
  sendJson(req, res, 200, answer(sources, params, second));
  return true;
}
