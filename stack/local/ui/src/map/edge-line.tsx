import type { JSX } from 'preact';
import type { WireEdge } from '../../../src/wire/index.ts';
import { href } from '../app/location.ts';
import { percent, perSecond } from '../format/number.ts';
import { duration } from '../format/time.ts';
import { term } from '../parts/filter-text.ts';
import { errorTone } from '../parts/tone.ts';
import { edgeWidth } from './edge-look.ts';
import { curve, type Place } from './layout.ts';

export interface EdgeLineProps {
  readonly edge: WireEdge;
  readonly from: Place;
  readonly to: Place;
  /** The called one sends no spans itself: it is known by its address alone. */
  readonly outside: boolean;
  /** Another part of the map is being looked at. */
  readonly faded: boolean;
}

/** Calls from one node to another: width is rate, colour and word are errors, label is p95. */
export function EdgeLine({ edge, from, to, outside, faded }: EdgeLineProps): JSX.Element {
  const { path, labelX, labelY } = curve(from, to);
  const tone = errorTone(edge.errorRatio);
  const words = [duration(edge.p95Ms), ...(tone === '' ? [] : [`✕ ${percent(edge.errorRatio)}`])];
  const label = words.join(' · ');
  const title =
    `${edge.from} → ${edge.to} (${edge.kind}): ${perSecond(edge.ratePerSecond)}, ` +
    `${percent(edge.errorRatio)} errors, p50 ${duration(edge.p50Ms)}, ` +
    `p95 ${duration(edge.p95Ms)}, p99 ${duration(edge.p99Ms)}`;
  const query = [
    term('service', edge.from),
    ...(outside ? [term('peer', edge.to)] : []),
    ...(tone === '' ? [] : ['status:error']),
  ].join(' ');
  const width = label.length * 6.3 + 12;
  return (
    <a href={href('/traces', { q: query })} aria-label={title}>
      <g class={`edge ${tone} ${faded ? 'faded' : ''}`}>
        <title>{title}</title>
        <path class="reach" d={path} />
        <path
          class="wire"
          d={path}
          style={{ strokeWidth: `${edgeWidth(edge.ratePerSecond)}px` }}
          marker-end={tone === '' ? 'url(#tip)' : `url(#tip-${tone})`}
        />
        <rect x={labelX - width / 2} y={labelY - 10} width={width} height="20" rx="4" />
        <text x={labelX} y={labelY + 4}>
          {label}
        </text>
      </g>
    </a>
  );
}
