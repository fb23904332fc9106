import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { WireLogs, WireService, WireServices } from '../../../src/wire/index.ts';
import { knownServices } from '../app/known.ts';
import { navigate, serviceHref } from '../app/location.ts';
import { rangeQuery } from '../app/range.ts';
import { useGet } from '../data/use-get.ts';
import { plural } from '../format/number.ts';
import { Empty, Problem, SendHint, WiderHint } from '../parts/empty.tsx';
import { RedHeads } from '../parts/figures.tsx';
import { Hold } from '../parts/hold.tsx';
import { useListKeys } from '../parts/use-list-keys.ts';
import { ErrorLogs } from '../service/error-logs.tsx';
import { keepOrder } from './order.ts';
import { ServiceRow } from './service-row.tsx';

function Summary({ services }: { readonly services: readonly WireService[] }): JSX.Element {
  const failing = services.filter(({ health }) => health === 'failing').length;
  const degraded = services.filter(({ health }) => health === 'degraded').length;
  if (failing + degraded === 0) return <span class="dim">all fine</span>;
  return (
    <span>
      {failing === 0 ? null : <b class="bad">{failing} failing </b>}
      {degraded === 0 ? null : <b class="warn">{degraded} degraded </b>}
      <span class="dim">of {plural(services.length, 'service')}</span>
    </span>
  );
}

/** Worst first, but rows stand still while the pointer or the keyboard is on them. */
function useOrder(services: readonly WireService[], hold: boolean): readonly WireService[] {
  const order = useRef<readonly string[]>([]);
  const rows = hold ? keepOrder(services, order.current, ({ service }) => service) : services;
  order.current = rows.map(({ service }) => service);
  return rows;
}

function Table({ services }: { readonly services: readonly WireService[] }): JSX.Element {
  const [pointed, setPointed] = useState(false);
  const [picked, setPicked] = useState('');
  const rows = useOrder(services, pointed || picked !== '');
  const selected = rows.findIndex(({ service }) => service === picked);
  useListKeys({
    count: rows.length,
    selected,
    select: (index) => setPicked(rows[index]?.service ?? ''),
    open: () => navigate(serviceHref(picked)),
    clear: () => setPicked(''),
    isError: (index) => rows[index]?.health === 'failing' || rows[index]?.health === 'degraded',
  });
  return (
    <div
      class="scroll-x"
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
    >
      <table class="grid overview">
        <thead>
          <tr>
            <th>State</th>
            <th>Service</th>
            <RedHeads />
            <th>
              Requests <span class="over-range">and errors over the range</span>
            </th>
            <th class="version">Version</th>
            <th>Next</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ServiceRow key={row.service} row={row} selected={row.service === picked} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What they said last, of all that hurt: one click from the request that shows it. */
function Errors(): JSX.Element | null {
  const query = `q=${encodeURIComponent('level:error OR level:fatal')}&limit=10`;
  const { data } = useGet<WireLogs>(`/api/logs?${rangeQuery()}&${query}`);
  if (data === undefined) return null;
  return <Hold value={data}>{({ lines }) => <ErrorLogs lines={lines} />}</Hold>;
}

/** Who is hurting? */
export function OverviewPage(): JSX.Element {
  const { data, error } = useGet<WireServices>(`/api/services?${rangeQuery()}`);
  const services = data?.services ?? [];
  for (const { service } of services) knownServices.add(service);
  return (
    <div class="page">
      <div class="head">
        <h1>Services</h1>
        {data === undefined || services.length === 0 ? null : <Summary services={services} />}
      </div>
      {error === undefined ? null : <Problem error={error} />}
      {data !== undefined && services.length === 0 ? (
        <Empty title="No service has reported in this range">
          <SendHint />
          <WiderHint />
        </Empty>
      ) : null}
      {services.length === 0 ? null : (
        <>
          <Table services={services} />
          <Errors />
        </>
      )}
    </div>
  );
}
