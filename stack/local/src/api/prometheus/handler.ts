import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MetricStore } from '../../model/index.ts';
import {
  parsePromql,
  PromqlError,
  type PromqlEngine,
  type PromqlErrorKind,
  type QueryResult,
} from '../../promql/index.ts';
import { sendJson } from '../answer.ts';
import type { PathHandler } from '../server.ts';
import { exemplarsData, labelsData, labelValuesData, metadataData, seriesData } from './labels.ts';
import { lengthMs, promParams, required, timeMs } from './params.ts';
import { resultData } from './result.ts';
import { selectorsOf } from './selectors.ts';
import { targetsData, type TargetSource } from './targets.ts';

/** No query of a page or a command may hold the process longer. */
const QUERY_TIMEOUT_MS = 10_000;

export interface PrometheusSources {
  readonly store: MetricStore;
  readonly engine: PromqlEngine;
  readonly targets: TargetSource;
  readonly version: string;
  readonly startedMs: number;
}

interface Data {
  readonly data: unknown;
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

const STATUS: Readonly<Record<PromqlErrorKind, number>> = {
  bad_data: 400,
  execution: 422,
  timeout: 503,
  canceled: 499,
};

/** Prometheus' HTTP API, below `/api/v1/`: data sources and promtool can use it as they are. */
export function prometheusHandler(sources: PrometheusSources): PathHandler {
  return async (path, query, req, res) => {
    const answer = answerOf(sources, path);
    if (answer === undefined) return false;
    try {
      if (req.method !== 'GET' && req.method !== 'POST') {
        throw new PromqlError('bad_data', `${req.method ?? ''} is not allowed here`);
      }
      const { data, warnings = [], infos = [] } = answer(await promParams(query, req));
      const notes = {
        ...(warnings.length > 0 ? { warnings } : {}),
        ...(infos.length > 0 ? { infos } : {}),
      };
      sendJson(req, res, 200, { status: 'success', data, ...notes });
    } catch (error) {
      refuse(req, res, error);
    }
    return true;
  };
}

function refuse(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  const kind = error instanceof PromqlError ? error.kind : 'internal';
  const status = kind === 'internal' ? 500 : STATUS[kind];
  const { message } = error as Error;
  sendJson(req, res, status, { status: 'error', errorType: kind, error: message });
}

type Answer = (params: URLSearchParams) => Data;

function answerOf(sources: PrometheusSources, path: string): Answer | undefined {
  const { store, targets, version, startedMs } = sources;
  const label = /^label\/([^/]+)\/values$/.exec(path)?.[1];
  if (label !== undefined) {
    return (params) => ({ data: labelValuesData(store, params, decoded(label)) });
  }
  switch (path) {
    case 'query':
      return (params) => instant(sources, params);
    case 'query_range':
      return (params) => range(sources, params);
    case 'query_exemplars':
      return (params) => {
        const selectors = selectorsOf(parsePromql(required(params, 'query')));
        return { data: exemplarsData(store, params, selectors) };
      };
    case 'series':
      return (params) => ({ data: seriesData(store, params) });
    case 'labels':
      return (params) => ({ data: labelsData(store, params) });
    case 'metadata':
      return (params) => ({ data: metadataData(store, params) });
    case 'targets':
      return (params) => ({ data: targetsData(targets, params) });
    case 'status/buildinfo':
      return () => ({ data: buildInfo(version) });
    case 'status/runtimeinfo':
      return () => ({ data: { startTime: new Date(startedMs).toISOString() } });
    default:
      return undefined;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new PromqlError('bad_data', `invalid label name: "${part}"`);
  }
}

function instant({ engine }: PrometheusSources, params: URLSearchParams): Data {
  const query = required(params, 'query');
  const at = timeMs(params, 'time', Date.now());
  return noted(engine.instant(query, at, { timeoutMs: QUERY_TIMEOUT_MS }));
}

function range({ engine }: PrometheusSources, params: URLSearchParams): Data {
  const query = required(params, 'query');
  const startMs = timeMs(params, 'start');
  const endMs = timeMs(params, 'end');
  const stepMs = lengthMs(params, 'step');
  return noted(engine.range(query, startMs, endMs, stepMs, { timeoutMs: QUERY_TIMEOUT_MS }));
}

function noted(result: QueryResult): Data {
  return { data: resultData(result), warnings: result.warnings, infos: result.infos };
}

/** The version says whose semantics the answers have; clients choose features by it. */
function buildInfo(version: string) {
  return {
    version: '3.5.0',
    revision: `sightline-local-${version}`,
    branch: 'sightline',
    buildUser: '',
    buildDate: '',
    goVersion: '',
  };
}
