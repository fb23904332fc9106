import type { LabelMatcher, MetricStore, TimeRange } from '../../model/index.ts';
import { parseMatchers, PromqlError } from '../../promql/index.ts';
import { limited, timeMs } from './params.ts';

/** `match[]`: sets of conditions, of which a series has to meet one. */
function matcherSets(params: URLSearchParams): (readonly LabelMatcher[])[] {
  return params.getAll('match[]').map((text) => parseMatchers(text));
}

function rangeOf(params: URLSearchParams): TimeRange {
  return {
    fromMs: timeMs(params, 'start', -Infinity),
    toMs: timeMs(params, 'end', Infinity),
  };
}

/** `GET /api/v1/series`. */
export function seriesData(store: MetricStore, params: URLSearchParams): unknown {
  const sets = matcherSets(params);
  if (sets.length === 0) throw new PromqlError('bad_data', 'no match[] parameter provided');
  return limited(params, store.series(sets, rangeOf(params)));
}

/** `GET /api/v1/labels`. */
export function labelsData(store: MetricStore, params: URLSearchParams): string[] {
  const names = new Set<string>();
  for (const labels of chosen(store, params)) {
    for (const name of Object.keys(labels)) names.add(name);
  }
  return limited(params, [...names].sort());
}

/** `GET /api/v1/label/<name>/values`. */
export function labelValuesData(
  store: MetricStore,
  params: URLSearchParams,
  written: string,
): string[] {
  // Names that are no identifiers come escaped: `U__my_2e_label`.
  const name = written.startsWith('U__') ? unescaped(written.slice('U__'.length)) : written;
  if (name === '') throw new PromqlError('bad_data', `invalid label name: "${written}"`);
  const values = new Set<string>();
  for (const labels of chosen(store, params)) {
    const value = labels[name];
    if (value !== undefined) values.add(value);
  }
  return limited(params, [...values].sort());
}

function chosen(store: MetricStore, params: URLSearchParams) {
  const sets = matcherSets(params);
  return store.series(sets.length === 0 ? [[]] : sets, rangeOf(params));
}

function unescaped(text: string): string {
  return text.replace(/__|_([0-9a-f]{1,6})_/gi, (_, code?: string) =>
    code === undefined ? '_' : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

/** `GET /api/v1/metadata`. */
export function metadataData(store: MetricStore, params: URLSearchParams): unknown {
  const wanted = params.get('metric');
  const all = [...store.metadata()].filter(([metric]) => wanted === null || metric === wanted);
  return Object.fromEntries(limited(params, all).map(([metric, data]) => [metric, [data]]));
}

/** `GET /api/v1/query_exemplars`: the conditions are those of every selector in the query. */
export function exemplarsData(
  store: MetricStore,
  params: URLSearchParams,
  selectors: readonly (readonly LabelMatcher[])[],
): unknown {
  const range = rangeOf(params);
  return selectors
    .flatMap((matchers) => store.exemplars(matchers, range))
    .map(({ labels, exemplars }) => ({
      seriesLabels: labels,
      exemplars: exemplars.map((exemplar) => ({
        labels: exemplar.labels,
        value: String(exemplar.value),
        timestamp: exemplar.timeMs / 1000,
      })),
    }));
}
