import type { JSX } from 'preact';
import type { WireNode } from '../../../src/wire/index.ts';
import { href, serviceHref } from '../app/location.ts';
import { hueVar } from '../format/colour.ts';
import { percent, perSecond } from '../format/number.ts';
import { term } from '../parts/filter-text.ts';
import { errorTone } from '../parts/tone.ts';
import { NODE_HEIGHT, NODE_WIDTH, type Place } from './layout.ts';

/** A shape for each kind, drawn at the left end of the box. */
const SHAPES: Readonly<Record<WireNode['kind'], string>> = {
  service: 'M2 2h12v12H2z',
  database: 'M2 4c0-3 12-3 12 0v8c0 3-12 3-12 0zM2 4c0 3 12 3 12 0',
  queue: 'M1 4h14v8H1zM6 4v8M10.5 4v8',
  external:
    'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M1.5 8h13M8 1.5c-4 4-4 9 0 13 4-4 4-9 0-13',
};

const NAME_LETTERS = 20;

function shortened(name: string): string {
  return name.length <= NAME_LETTERS ? name : `${name.slice(0, NAME_LETTERS - 1)}…`;
}

export interface NodeBoxProps {
  readonly node: WireNode;
  readonly place: Place;
  readonly faded: boolean;
  readonly onPoint: (id: string) => void;
}

export function NodeBox({ node, place, faded, onPoint }: NodeBoxProps): JSX.Element {
  const tone = errorTone(node.errorRatio);
  const figures =
    node.ratePerSecond === null
      ? 'no request'
      : `${perSecond(node.ratePerSecond)}${tone === '' ? '' : ` · ✕ ${percent(node.errorRatio)}`}`;
  const target =
    node.kind === 'service' ? serviceHref(node.id) : href('/traces', { q: term('peer', node.id) });
  return (
    <a
      href={target}
      aria-label={`${node.id}, ${node.kind}, ${node.health}, ${figures}`}
      onFocus={() => onPoint(node.id)}
      onBlur={() => onPoint('')}
    >
      <g
        class={`node ${node.health} ${faded ? 'faded' : ''}`}
        transform={`translate(${place.x} ${place.y})`}
        onPointerEnter={() => onPoint(node.id)}
        onPointerLeave={() => onPoint('')}
      >
        <title>{node.id}</title>
        <rect width={NODE_WIDTH} height={NODE_HEIGHT} rx="6" />
        <path
          class="kind"
          d={SHAPES[node.kind]}
          transform="translate(12 16)"
          style={{ stroke: hueVar(node.id) }}
        />
        <text x="38" y="20" class="name">
          {shortened(node.id)}
        </text>
        <text x="38" y="37" class={`figure ${tone}`}>
          {figures}
        </text>
      </g>
    </a>
  );
}
