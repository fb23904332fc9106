import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { href } from '../app/location.ts';
import { range } from '../app/range.ts';
import { Chart } from '../charts/chart.tsx';
import { Legend } from '../charts/legend.tsx';
import type { ChartData, Line, Mark } from '../charts/series.ts';
import { useExemplars, useRangeQuery, type RangeAnswer } from '../data/use-prom.ts';
import { perSecond } from '../format/number.ts';
import { duration } from '../format/time.ts';
import { Problem } from '../parts/empty.tsx';
import { errorName, serviceQueries, statusStyle } from './queries.ts';

const HEIGHT_PX = 180;

interface PanelProps {
  readonly title: string;
  readonly query: string;
  readonly answer: RangeAnswer;
  readonly unit: (value: number) => string;
  readonly none: string;
  readonly marks?: readonly Mark[];
  readonly children?: ComponentChildren;
}

export function Panel(props: PanelProps): JSX.Element {
  const { title, query, answer, unit, none, marks = [], children } = props;
  const { data, error } = answer;
  const empty = data !== undefined && data.lines.length === 0;
  return (
    <section class="panel">
      <div class="panel-title">
        <h2>{title}</h2>
        <a class="faint" href={href('/explore', { expr: query })} title="see the query">
          explore
        </a>
      </div>
      {error === undefined ? null : <Problem error={error} />}
      {empty ? (
        <p class="chart-none dim">{none}</p>
      ) : (
        <Chart
          data={data ?? { timesMs: [], lines: [] }}
          range={range.value}
          unit={unit}
          label={title}
          heightPx={HEIGHT_PX}
          marks={marks}
        />
      )}
      <Legend lines={data?.lines ?? []} />
      {children}
    </section>
  );
}

const LATENCY: readonly Pick<Line, 'colour' | 'dash'>[] = [
  { colour: '--hue-1', dash: [2, 3] },
  { colour: '--hue-3' },
  { colour: '--hue-4', dash: [6, 3] },
];

const toMs = (value: number | null): number | null => (value === null ? null : value * 1000);

/** Three answers of one line each, as one chart in milliseconds. */
function joined(answers: readonly RangeAnswer[], labels: readonly string[]): ChartData | undefined {
  const first = answers[0]?.data;
  if (first === undefined || answers.some(({ data }) => data === undefined)) return undefined;
  const lines = answers.flatMap(({ data }, index): Line[] => {
    const values = data?.lines[0]?.values;
    const label = labels[index] ?? '';
    const style = LATENCY[index] ?? { colour: '--faint' };
    return values === undefined ? [] : [{ label, values: values.map(toMs), ...style }];
  });
  return { timesMs: first.timesMs, lines };
}

/** The slowest examples of the chart as links: the same traces that its diamonds lead to. */
function Examples({ marks }: { readonly marks: readonly Mark[] }): JSX.Element | null {
  const slowest = marks.toSorted((a, b) => b.value - a.value).slice(0, 4);
  if (slowest.length === 0) return null;
  return (
    <p class="examples">
      <span class="dim">Slowest examples ◇</span>
      {slowest.map((mark) => (
        <a key={mark.traceId} href={href(`/traces/${mark.traceId}`, { span: mark.spanId })}>
          {duration(mark.value)}
        </a>
      ))}
    </p>
  );
}

function Latency({ service }: { readonly service: string }): JSX.Element {
  const { latency, exemplars } = serviceQueries(service);
  const p50 = useRangeQuery(latency[0]?.expression ?? null);
  const p95 = useRangeQuery(latency[1]?.expression ?? null);
  const p99 = useRangeQuery(latency[2]?.expression ?? null);
  const marks = useExemplars(exemplars, 1000);
  const data = useMemo(
    () =>
      joined(
        [p50, p95, p99],
        latency.map(({ label }) => label),
      ),
    [p50.data, p95.data, p99.data],
  );
  return (
    <Panel
      title="Latency"
      query={latency[1]?.expression.replace('$window', '1m') ?? ''}
      answer={{ data, error: p50.error ?? p95.error ?? p99.error }}
      unit={duration}
      none="No request in this range, so no latency."
      marks={marks}
    >
      <Examples marks={marks} />
    </Panel>
  );
}

/** Rate by status, errors by type, latency with the traces behind it. */
export function MetricCharts({ service }: { readonly service: string }): JSX.Element {
  const queries = serviceQueries(service);
  const rate = useRangeQuery(queries.rate, statusStyle);
  const errors = useRangeQuery(queries.errors, errorName);
  return (
    <div class="three">
      <Panel
        title="Requests by status"
        query={queries.rate.replace('$window', '1m')}
        answer={rate}
        unit={perSecond}
        none="No request in this range."
      />
      <Panel
        title="Errors by type"
        query={queries.errors.replace('$window', '1m')}
        answer={errors}
        unit={perSecond}
        none="No failed request in this range."
      />
      <Latency service={service} />
    </div>
  );
}
