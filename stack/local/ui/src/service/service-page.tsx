import type { JSX } from 'preact';
import type { WireLogHistogram, WireServiceDetail } from '../../../src/wire/index.ts';
import { knownServices } from '../app/known.ts';
import { goBack, href } from '../app/location.ts';
import { useKeys } from '../app/keys.ts';
import { rangeQuery } from '../app/range.ts';
import type { PageProps } from '../app/page-props.ts';
import { useGet } from '../data/use-get.ts';
import { percent, perSecond } from '../format/number.ts';
import { duration } from '../format/time.ts';
import { Histogram } from '../logs/histogram.tsx';
import { Empty, Notice, Problem, WiderHint } from '../parts/empty.tsx';
import { term } from '../parts/filter-text.ts';
import { HealthMark } from '../parts/health.tsx';
import { Hold } from '../parts/hold.tsx';
import { ServiceName } from '../parts/service-name.tsx';
import { errorTone } from '../parts/tone.ts';
import { ErrorLogs } from './error-logs.tsx';
import { MetricCharts } from './metric-charts.tsx';
import { Neighbours } from './neighbours.tsx';
import { RouteTable } from './route-table.tsx';
import { SpanCharts } from './span-charts.tsx';

function Head({ detail }: { readonly detail: WireServiceDetail }): JSX.Element {
  const { service } = detail;
  const only = term('service', service.service);
  const known = [service.version, service.environment, service.language].filter((x) => x !== '');
  return (
    <div class="head">
      <h1>
        <ServiceName name={service.service} />
      </h1>
      <HealthMark health={service.health} />
      <span class="figures">
        <b>{perSecond(service.ratePerSecond)}</b>
        <b class={errorTone(service.errorRatio)}>{percent(service.errorRatio)} errors</b>
        <b>p95 {duration(service.p95Ms)}</b>
      </span>
      <span class="dim">{known.join(' · ')}</span>
      <span class="more">
        <a href={href('/traces', { q: only, sort: 'errors' })}>traces</a>
        <a href={href('/logs', { q: only })}>logs</a>
        <a href={href('/map', { node: service.service })}>map</a>
      </span>
    </div>
  );
}

function LogsOnly({ name }: { readonly name: string }): JSX.Element {
  const filter = encodeURIComponent(term('service', name));
  const { data } = useGet<WireLogHistogram>(
    `/api/logs/histogram?${rangeQuery()}&q=${filter}&buckets=90`,
  );
  return (
    <>
      <Notice>
        {name} sends logs only: no request metrics and no spans, so there is no rate and no latency
        to show.
      </Notice>
      {data === undefined ? null : <Histogram data={data} />}
    </>
  );
}

function Charts({ detail }: { readonly detail: WireServiceDetail }): JSX.Element {
  const { service } = detail;
  if (service.source === 'metrics') return <MetricCharts service={service.service} />;
  if (service.source === 'spans') return <SpanCharts service={service} />;
  return <LogsOnly name={service.service} />;
}

function Instances({ detail }: { readonly detail: WireServiceDetail }): JSX.Element | null {
  const { instances } = detail;
  if (instances.length === 0) return null;
  return (
    <section>
      <h2>Instances</h2>
      <ul class="instances">
        {instances.map(({ id, version, up }) => (
          <li key={id}>
            <span class={up === false ? 'bad' : 'dim'}>
              {up === null ? '○ not scraped' : up ? '● up' : '✕ down'}
            </span>{' '}
            <span class="mono">{id}</span> <span class="dim">{version}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tables({ detail }: { readonly detail: WireServiceDetail }): JSX.Element {
  const { routes, calls, calledBy, errorLogs } = detail;
  const name = detail.service.service;
  return (
    <>
      {routes.length === 0 ? null : (
        <section>
          <h2>Routes by server time</h2>
          <RouteTable service={name} routes={routes} />
        </section>
      )}
      <div class="two">
        <Neighbours title="Calls" edges={calls} other="to" none="It calls nobody." />
        <Neighbours
          title="Called by"
          edges={calledBy}
          other="from"
          none="Nobody who sends spans calls it."
        />
      </div>
      <ErrorLogs service={name} lines={errorLogs} />
      <Instances detail={detail} />
    </>
  );
}

/** What hurts in it? */
export function ServicePage({ name }: PageProps): JSX.Element {
  const url = `/api/services/${encodeURIComponent(name)}`;
  const { data, error } = useGet<WireServiceDetail>(`${url}?${rangeQuery()}`);
  useKeys({ Escape: () => goBack(href('/')) });
  if (error !== undefined && data === undefined) {
    if (error.status !== 404) return <Problem error={error} />;
    return (
      <Empty title={`Nothing of ${name} in this range`}>
        <p>{error.message}</p>
        <WiderHint />
      </Empty>
    );
  }
  if (data === undefined) return <div class="page" />;
  knownServices.add(name);
  return (
    <div class="page">
      <Head detail={data} />
      <Charts detail={data} />
      <Hold value={data}>{(shown) => <Tables detail={shown} />}</Hold>
    </div>
  );
}
