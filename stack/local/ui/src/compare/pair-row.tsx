import type { JSX } from 'preact';
import { href } from '../app/location.ts';
import { GAP } from '../format/number.ts';
import { duration } from '../format/time.ts';
import { ServiceName } from '../parts/service-name.tsx';
import { difference, ownDifference, type Pair, type Side } from './align.ts';

function signed(ms: number): string {
  if (Math.abs(ms) < 0.0005) return `±0${GAP}ms`;
  return `${ms > 0 ? '+' : '−'}${duration(Math.abs(ms))}`;
}

function SideCell({
  side,
  traceId,
  maxMs,
}: {
  readonly side: Side | undefined;
  readonly traceId: string;
  readonly maxMs: number;
}): JSX.Element {
  if (side === undefined) return <td class="num faint">not in it</td>;
  return (
    <td class="num both" title={`${side.totalMs} ms, own ${side.selfMs} ms`}>
      <a href={href(`/traces/${traceId}`, { span: side.firstSpanId })}>
        {side.errors > 0 ? <b class="bad">✕ </b> : null}
        {side.count > 1 ? <span class="dim">{side.count} × </span> : null}
        {duration(side.totalMs)}
      </a>
      <i style={{ width: `${(100 * side.totalMs) / maxMs}%` }} />
    </td>
  );
}

/** To the right what b took longer, to the left what it took less. */
function Difference({ ms, maxMs }: { readonly ms: number; readonly maxMs: number }): JSX.Element {
  const width = `${(50 * Math.abs(ms)) / maxMs}%`;
  const place = ms > 0 ? { left: '50%', width } : { right: '50%', width };
  return (
    <span class="difference">
      <i class={ms > 0 ? 'slower' : 'faster'} style={place} />
    </span>
  );
}

export interface PairRowProps {
  readonly pair: Pair;
  readonly aId: string;
  readonly bId: string;
  readonly maxMs: number;
  readonly maxDifferenceMs: number;
  /** The place where most of the difference arises. */
  readonly culprit: boolean;
}

export function PairRow(props: PairRowProps): JSX.Element {
  const { pair, aId, bId, maxMs, maxDifferenceMs, culprit } = props;
  const ms = difference(pair);
  const own = ownDifference(pair);
  return (
    <tr class={culprit ? 'culprit' : ''}>
      <td class="wide">
        <span class="pair" style={{ paddingLeft: `${Math.min(pair.depth, 20) * 14}px` }}>
          <ServiceName name={pair.service} />
          <span class="cut dim">{pair.name}</span>
        </span>
      </td>
      <SideCell side={pair.a} traceId={aId} maxMs={maxMs} />
      <SideCell side={pair.b} traceId={bId} maxMs={maxMs} />
      <td class="num" title={`${ms} ms`}>
        {signed(ms)}
      </td>
      <td class="ends-cell">
        <Difference ms={ms} maxMs={maxDifferenceMs} />
      </td>
      <td class={culprit ? 'num' : 'num dim'} title={`${own} ms`}>
        {culprit ? '◀ ' : ''}
        {signed(own)}
      </td>
    </tr>
  );
}
