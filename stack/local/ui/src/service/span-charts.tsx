import type { JSX } from 'preact';
import type { WireService, WireTraces } from '../../../src/wire/index.ts';
import { range, rangeQuery } from '../app/range.ts';
import { Chart } from '../charts/chart.tsx';
import { Legend } from '../charts/legend.tsx';
import type { ChartData, Line } from '../charts/series.ts';
import { useGet } from '../data/use-get.ts';
import { perSecond } from '../format/number.ts';
import { Notice } from '../parts/empty.tsx';
import { term } from '../parts/filter-text.ts';
import { Scatter } from '../traces/scatter.tsx';

function fromSparkline({ sparkline }: WireService, fromMs: number): ChartData {
  const timesMs = sparkline.rate.map((_, at) => fromMs + (at + 0.5) * sparkline.stepMs);
  const lines: Line[] = [
    { label: 'requests', colour: '--hue-1', values: sparkline.rate },
    { label: 'failed', colour: '--failing', values: sparkline.errors, dash: [6, 3], fill: true },
  ];
  return { timesMs, lines };
}

/** For a service that exports no request metrics: what its spans tell. */
export function SpanCharts({ service }: { readonly service: WireService }): JSX.Element {
  const filter = term('service', service.service);
  const query = `${rangeQuery()}&q=${encodeURIComponent(filter)}&limit=1000`;
  const { data } = useGet<WireTraces>(`/api/traces?${query}`);
  const chart = fromSparkline(service, range.value.from);
  return (
    <>
      <Notice>
        {service.service} exports no request metrics: the figures are counted from its spans, so
        they are only as complete as its sampling.
      </Notice>
      <div class="two">
        <section>
          <div class="panel-title">
            <h2>Requests and failures</h2>
          </div>
          <Chart data={chart} range={range.value} unit={perSecond} label="Requests" />
          <Legend lines={chart.lines} />
        </section>
        <section>
          <div class="panel-title">
            <h2>Duration of its traces</h2>
          </div>
          {data === undefined ? null : (
            <Scatter traces={data.traces} range={range.value} filter={filter} />
          )}
        </section>
      </div>
    </>
  );
}
