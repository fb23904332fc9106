import type { MetricStore, TelemetryStore, TimeRange } from '../model/index.ts';
import type { WireRed, WireService, WireServices } from '../wire/index.ts';
import { readCalls, type Calls } from './calls.ts';
import { servedQueries, SERVICE_LABEL, type Metrics } from './metrics.ts';
import { healthOf, NO_RED, worstFirst } from './red.ts';
import { spanSparklines, type Sparkline } from './sparklines.ts';
import { serviceFacts, type ServiceFacts } from './service-facts.ts';

/** Points of a sparkline. */
const SPARK_POINTS = 30;
/** A rate needs two samples: shorter windows may hold none. */
const LEAST_WINDOW_MS = 15_000;

/** Every service of which anything is known, worst first. */
export function listServices(
  store: TelemetryStore,
  metrics: Metrics,
  range: TimeRange,
): WireServices {
  const calls = readCalls(store.spans, range);
  const measured = measuredServices(metrics, coveredRange(store.metrics, range));
  const sparks = metricSparklines(metrics, range);
  const spanSparks = spanSparklines(store.spans, range, SPARK_POINTS);
  const facts = serviceFacts(store, metrics, range);
  const services = [...facts].map(([service, known]): WireService => {
    const red = measured.get(service);
    const { source, figures } = chooseSource(red, calls, service);
    const empty: Sparkline = { stepMs: stepOf(range), rate: [], errors: [] };
    const sparkline = (source === 'metrics' ? sparks : spanSparks).get(service) ?? empty;
    return {
      service,
      health: healthOf(figures),
      source,
      ...figures,
      ...pick(known),
      sparkline,
    };
  });
  return { from: range.fromMs, to: range.toMs, services: services.sort(worstFirst) };
}

function pick({ version, environment, language }: ServiceFacts) {
  return { version, environment, language };
}

function chooseSource(
  red: WireRed | undefined,
  calls: Calls,
  service: string,
): { source: WireService['source']; figures: WireRed } {
  const served = calls.served.get(service);
  // A counter that was not scraped before its first requests shows no increase by them.
  const measured = red !== undefined && (red.ratePerSecond !== 0 || served === undefined);
  if (measured) return { source: 'metrics', figures: red };
  if (served !== undefined) return { source: 'spans', figures: served.over(calls.stretchMs) };
  const sends = calls.edges.some(({ from }) => from === service);
  return { source: sends ? 'spans' : 'logs', figures: NO_RED };
}

function stepOf({ fromMs, toMs }: TimeRange): number {
  return Math.max(1000, Math.ceil((toMs - fromMs) / SPARK_POINTS / 1000) * 1000);
}

/** The part of a range from which samples are kept: rates are over what is known. */
export function coveredRange(store: MetricStore, { fromMs, toMs }: TimeRange): TimeRange {
  const { oldestMs = fromMs } = store.kept();
  const from = Math.max(fromMs, oldestMs);
  return { fromMs: Math.min(from, toMs - LEAST_WINDOW_MS), toMs };
}

/** From request histograms: the truth whatever share of the requests was traced. */
function measuredServices(metrics: Metrics, range: TimeRange): Map<string, WireRed> {
  const queries = servedQueries(SERVICE_LABEL, (range.toMs - range.fromMs) / 1000);
  return redBy(metrics, queries, range.toMs, (labels) => labels[SERVICE_LABEL] ?? '');
}

/** Asks the four figures and joins them by a key of their labels. */
export function redBy(
  metrics: Metrics,
  queries: ReturnType<typeof servedQueries>,
  timeMs: number,
  keyOf: (labels: Readonly<Record<string, string>>) => string,
): Map<string, WireRed> {
  const ask = (query: string): Map<string, number> =>
    new Map(metrics.vector(query, timeMs).map(({ labels, value }) => [keyOf(labels), value]));
  const rates = ask(queries.rate);
  const errors = ask(queries.errors);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => ask(queries.quantile(share)));
  const millis = (of: Map<string, number> | undefined, key: string): number | null => {
    const seconds = of?.get(key);
    return seconds === undefined || Number.isNaN(seconds) ? null : seconds * 1000;
  };
  return new Map(
    [...rates].map(([key, rate]) => [
      key,
      {
        ratePerSecond: rate,
        errorRatio: rate > 0 ? (errors.get(key) ?? 0) / rate : null,
        p50Ms: millis(p50, key),
        p95Ms: millis(p95, key),
        p99Ms: millis(p99, key),
      },
    ]),
  );
}

function metricSparklines(metrics: Metrics, range: TimeRange): Map<string, Sparkline> {
  const stepMs = stepOf(range);
  // A window of two steps at least spans two scrapes at the usual intervals.
  const queries = servedQueries(SERVICE_LABEL, Math.max(30, (2 * stepMs) / 1000));
  const endMs = Math.floor(range.toMs / stepMs) * stepMs;
  const startMs = endMs - stepMs * (SPARK_POINTS - 1);
  const lines = new Map<string, ReturnType<typeof emptyLine>>();
  const fill = (query: string, part: 'rate' | 'errors'): void => {
    for (const { labels, timesMs, values } of metrics.matrix(query, startMs, endMs, stepMs)) {
      const service = labels[SERVICE_LABEL] ?? '';
      const line = lines.get(service) ?? emptyLine(stepMs);
      lines.set(service, line);
      for (const [index, timeMs] of timesMs.entries()) {
        line[part][Math.round((timeMs - startMs) / stepMs)] = values[index] ?? null;
      }
    }
  };
  fill(queries.rate, 'rate');
  fill(queries.errors, 'errors');
  return lines;
}

function emptyLine(stepMs: number) {
  const nothing = (): (number | null)[] => Array.from({ length: SPARK_POINTS }, () => null);
  return { stepMs, rate: nothing(), errors: nothing() };
}
