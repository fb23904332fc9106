import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { WireEdge, WireMap } from '../../../src/wire/index.ts';
import { param } from '../app/location.ts';
import { rangeQuery } from '../app/range.ts';
import { useGet } from '../data/use-get.ts';
import { plural } from '../format/number.ts';
import { Empty, Notice, Problem, SendHint, WiderHint } from '../parts/empty.tsx';
import { RedCells, RedHeads } from '../parts/figures.tsx';
import { Hold } from '../parts/hold.tsx';
import { ServiceName } from '../parts/service-name.tsx';
import { EdgeLine } from './edge-line.tsx';
import { layoutOf } from './layout.ts';
import { NodeBox } from './node-box.tsx';

/** The drawing shrinks to the window as far as this, then it scrolls. */
const SMALLEST = 0.72;

const TIPS = ['tip', 'tip-warn', 'tip-bad'];

function Drawing({ map }: { readonly map: WireMap }): JSX.Element {
  const [pointed, setPointed] = useState('');
  const shape = [...map.nodes.map(({ id }) => id), ...map.edges.map((e) => `${e.from}>${e.to}`)];
  // Figures change with every tick; places only when somebody comes or goes.
  const { places, width, height } = useMemo(
    () => layoutOf({ nodes: map.nodes.map(({ id }) => id), edges: map.edges }),
    [shape.sort().join('\n')],
  );
  const focus = pointed === '' ? param('node') : pointed;
  const near = new Set([focus]);
  for (const { from, to } of map.edges) {
    if (from === focus) near.add(to);
    if (to === focus) near.add(from);
  }
  const outsiders = new Set(map.nodes.flatMap(({ id, kind }) => (kind === 'service' ? [] : id)));
  const faded = (...ids: string[]): boolean => focus !== '' && !ids.includes(focus);
  return (
    <div class="map scroll-x">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        style={{ maxWidth: `${width}px`, minWidth: `${width * SMALLEST}px` }}
        role="group"
        aria-label="Who calls whom"
      >
        <defs>
          {TIPS.map((id) => (
            <marker
              key={id}
              id={id}
              class={id}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0 0L8 4 0 8z" />
            </marker>
          ))}
        </defs>
        {map.edges.map((edge) => {
          const [from, to] = [places.get(edge.from), places.get(edge.to)];
          if (from === undefined || to === undefined) return null;
          const key = `${edge.from}>${edge.to}>${edge.kind}`;
          const away = faded(edge.from, edge.to);
          const outside = outsiders.has(edge.to);
          return <EdgeLine key={key} {...{ edge, from, to, outside }} faded={away} />;
        })}
        {map.nodes.map((node) => {
          const place = places.get(node.id);
          if (place === undefined) return null;
          const away = focus !== '' && !near.has(node.id);
          return (
            <NodeBox key={node.id} node={node} place={place} faded={away} onPoint={setPointed} />
          );
        })}
      </svg>
    </div>
  );
}

function Calls({ edges }: { readonly edges: readonly WireEdge[] }): JSX.Element {
  const sorted = edges.toSorted((a, b) => (b.errorRatio ?? -1) - (a.errorRatio ?? -1));
  return (
    <section>
      <h2>Calls, most errors first</h2>
      <div class="scroll-x">
        <table class="grid">
          <thead>
            <tr>
              <th>From</th>
              <th>To</th>
              <th>By</th>
              <RedHeads />
            </tr>
          </thead>
          <tbody>
            {sorted.map((edge) => (
              <tr key={`${edge.from}>${edge.to}>${edge.kind}`}>
                <td>
                  <ServiceName name={edge.from} />
                </td>
                <td>
                  <ServiceName name={edge.to} />
                </td>
                <td class="dim">{edge.kind}</td>
                <RedCells red={edge} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Who calls whom, and where is it red? */
export function MapPage(): JSX.Element {
  const { data, error } = useGet<WireMap>(`/api/map?${rangeQuery()}`);
  return (
    <div class="page">
      <div class="head">
        <h1>Map</h1>
        {data === undefined ? null : (
          <span class="dim">
            {plural(data.nodes.length, 'node')},{' '}
            {plural(data.edges.length, 'kind of call', 'kinds of calls')}
          </span>
        )}
        <span class="more">width: rate · colour and ✕: errors · label: p95</span>
      </div>
      {error === undefined ? null : <Problem error={error} />}
      {data?.partial === true ? (
        <Notice>Counted over the newest part of the range: the search stopped at its bound.</Notice>
      ) : null}
      {data !== undefined && data.nodes.length === 0 ? (
        <Empty title="No call between services in this range">
          <p>The map is drawn from spans. Logs and metrics alone do not tell who calls whom.</p>
          <SendHint />
          <WiderHint />
        </Empty>
      ) : null}
      {data === undefined || data.nodes.length === 0 ? null : (
        <>
          <Drawing map={data} />
          <Hold value={data.edges}>{(edges) => <Calls edges={edges} />}</Hold>
        </>
      )}
    </div>
  );
}
