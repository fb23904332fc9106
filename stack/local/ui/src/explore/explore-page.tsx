import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { hrefWith, param, setParams } from '../app/location.ts';
import { range } from '../app/range.ts';
import { Chart } from '../charts/chart.tsx';
import { useExemplars, useRangeQuery } from '../data/use-prom.ts';
import { plural } from '../format/number.ts';
import { Empty, Problem } from '../parts/empty.tsx';
import { InstantTable } from './instant-table.tsx';
import { exemplarQuery, unitOf } from './results.ts';
import { QueryInput } from './query-input.tsx';
import { SeriesTable } from './series-table.tsx';

const LINES_MAX = 100;

/** Beginnings, so that nobody has to start from an empty box. */
const EXAMPLES: readonly (readonly [words: string, expression: string])[] = [
  ['What is up', 'up'],
  [
    'Requests per second by service',
    'sum by (service_name) (rate(http_server_request_duration_seconds_count[1m]))',
  ],
  [
    'Share of failed requests',
    'sum by (service_name) (rate(http_server_request_duration_seconds_count{error_type!=""}[1m]))' +
      ' / sum by (service_name) (rate(http_server_request_duration_seconds_count[1m]))',
  ],
  [
    'p95 by route',
    'histogram_quantile(0.95, sum by (le, http_route) ' +
      '(rate(http_server_request_duration_seconds_bucket[1m])))',
  ],
  ['Log lines per second by level', 'sum by (level) (rate(sightline_log_records_total[1m]))'],
];

function Views({ view }: { readonly view: string }): JSX.Element {
  return (
    <div class="choice" role="group" aria-label="Shown as">
      {['graph', 'table'].map((one) => (
        <button
          type="button"
          key={one}
          aria-pressed={view === one}
          onClick={() => setParams({ view: one === 'graph' ? null : one })}
        >
          {one}
        </button>
      ))}
    </div>
  );
}

function Examples(): JSX.Element {
  return (
    <Empty title="Any PromQL, over what is scraped and sent here">
      <ul class="examples-list">
        {EXAMPLES.map(([words, expression]) => (
          <li key={words}>
            <a href={hrefWith({ expr: expression })}>{words}</a>
            <code class="dim">{expression}</code>
          </li>
        ))}
      </ul>
    </Empty>
  );
}

function Graph({ expression }: { readonly expression: string }): JSX.Element {
  const { data, error } = useRangeQuery(expression);
  const marks = useExemplars(exemplarQuery(expression));
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const unit = unitOf(expression);
  if (error !== undefined) return <Problem error={error} />;
  if (data === undefined) return <div class="chart" />;
  if (data.lines.length === 0) {
    return (
      <Empty title="No series matches in this range">
        <p>The expression is right, but nothing here has these names and labels.</p>
      </Empty>
    );
  }
  const lines = data.lines.slice(0, LINES_MAX);
  return (
    <>
      <Chart
        data={{ timesMs: data.timesMs, lines }}
        range={range.value}
        unit={unit}
        label={expression}
        heightPx={320}
        marks={marks}
        hidden={hidden}
      />
      <p class="dim">
        {plural(data.lines.length, 'series', 'series')}
        {data.lines.length > LINES_MAX ? `, the first ${LINES_MAX} drawn` : ''}
        {marks.length > 0
          ? ` · ◇ ${plural(marks.length, 'exemplar')}: a click opens its trace`
          : ''}
      </p>
      <SeriesTable lines={lines} unit={unit} hidden={hidden} onHidden={setHidden} />
    </>
  );
}

/** Any question to the metrics. */
export function ExplorePage(): JSX.Element {
  const expression = param('expr');
  const view = param('view') === 'table' ? 'table' : 'graph';
  return (
    <div class="page">
      <div class="head">
        <h1 class="unseen">Explore</h1>
        <QueryInput />
        <Views view={view} />
      </div>
      {expression === '' ? <Examples /> : null}
      {expression !== '' && view === 'graph' ? <Graph expression={expression} /> : null}
      {expression !== '' && view === 'table' ? <InstantTable expression={expression} /> : null}
    </div>
  );
}
