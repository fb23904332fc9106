import { ATTR, EXEMPLAR_LABEL, HTTP_METRICS, LABEL } from 'sightline/contract';
import type { CollectedSpan, Exposition, ExpositionSample, LabelMatch } from 'sightline/testing';
import { attribute, endMs, serviceOf, startMs, statusOf } from './attributes.ts';
import type { Scraper, Snapshot } from './scraper.ts';
import type { Movement } from './types.ts';
import { treeOf } from './waterfall.ts';

/** Spans and metrics are stamped by one clock, read in two processes. */
const CLOCK_MARGIN_MS = 20;
const LE = 'le';

interface Series {
  readonly metric: string;
  readonly labels: LabelMatch;
  readonly words: string;
}

/** The histogram series that a span's request is counted in; undefined for other spans. */
function seriesOf(span: CollectedSpan): Series | undefined {
  const method = attribute(span, ATTR.method);
  const status = statusOf(span);
  const errorType = attribute(span, ATTR.errorType);
  const shared = { [LABEL.method]: method, [LABEL.status]: status, [LABEL.errorType]: errorType };
  const outcome = status ?? errorType ?? '';
  if (span.kind === 'server') {
    const route = attribute(span, ATTR.route);
    return {
      metric: HTTP_METRICS.serverDuration.name,
      labels: { ...shared, [LABEL.route]: route },
      words: `${method} ${route ?? '(no route)'} ${outcome}`,
    };
  }
  if (span.kind !== 'client') return undefined;
  const port = attribute(span, ATTR.serverPort);
  return {
    metric: HTTP_METRICS.clientDuration.name,
    labels: {
      ...shared,
      [LABEL.serverAddress]: attribute(span, ATTR.serverAddress),
      [LABEL.serverPort]: port,
    },
    words: `${method} :${port} ${outcome}`,
  };
}

/** True once every service was scraped after the last of these spans ended. */
export function isScraped(scraper: Scraper, spans: readonly CollectedSpan[]): boolean {
  return spans.every((span) => afterSpan(scraper, span) !== undefined);
}

function afterSpan(scraper: Scraper, span: CollectedSpan): Snapshot | undefined {
  return scraper.after(serviceOf(span), endMs(span) + CLOCK_MARGIN_MS);
}

/** What the request of each span did to the histograms. */
export function movementsOf(scraper: Scraper, spans: readonly CollectedSpan[]): Movement[] {
  const movements: Movement[] = [];
  const seen = new Set<string>();
  for (const { span } of treeOf(spans)) {
    const series = seriesOf(span);
    const service = serviceOf(span);
    const after = afterSpan(scraper, span)?.metrics;
    if (series === undefined || after === undefined) continue;
    const first = spans.filter((other) => serviceOf(other) === service).map(startMs);
    const before = scraper.before(service, Math.min(...first))?.metrics;
    const movement = compare(span, series, before, after);
    // Two calls to one neighbour with one outcome move one series: it is shown once.
    const key = `${service} ${series.words} ${movement?.bound}`;
    if (movement === undefined || seen.has(key)) continue;
    seen.add(key);
    movements.push({ service, ...movement });
  }
  return movements;
}

function compare(
  span: CollectedSpan,
  { metric, labels, words }: Series,
  before: Exposition | undefined,
  after: Exposition,
): Omit<Movement, 'service'> | undefined {
  const count = (metrics: Exposition | undefined) =>
    metrics?.find(`${metric}_count`, labels)[0]?.value ?? 0;
  const buckets = after.find(`${metric}_bucket`, labels);
  const earlier = before?.find(`${metric}_bucket`, labels) ?? [];
  /** Observations in one bucket alone: the exposition counts everything below it as well. */
  const alone = (of: readonly ExpositionSample[], at: number) =>
    (of[at]?.value ?? 0) - (of[at - 1]?.value ?? 0);
  const moved = buckets.filter((_, at) => alone(buckets, at) > alone(earlier, at));
  // Several buckets move when a like request was served meanwhile; this one's is told by its time.
  const own = moved.find(({ labels: of }) => boundOf(of[LE]) >= span.durationSeconds) ?? moved[0];
  if (own === undefined) return undefined;
  return {
    metric,
    series: words,
    before: count(before),
    after: count(after),
    bound: own.labels[LE] ?? '',
    exemplar: own.exemplar?.labels[EXEMPLAR_LABEL.traceId] === span.traceId,
  };
}

function boundOf(text: string | undefined): number {
  return text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text);
}
