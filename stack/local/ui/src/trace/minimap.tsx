import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { WireTraceDetail } from '../../../src/wire/index.ts';
import { painted } from '../app/theme.ts';
import { hueOf, tokenColour } from '../format/colour.ts';
import { useWidth } from '../parts/use-box.ts';
import type { Tree } from './tree.ts';
import type { View } from './view.ts';

const HEIGHT_PX = 46;
const MARK_PX = 7;

function draw(canvas: HTMLCanvasElement, trace: WireTraceDetail, tree: Tree, width: number): void {
  canvas.width = width * devicePixelRatio;
  canvas.height = HEIGHT_PX * devicePixelRatio;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(devicePixelRatio, devicePixelRatio);
  const perMs = width / Math.max(trace.durationMs, 0.001);
  const step = Math.min(4, (HEIGHT_PX - MARK_PX - 2) / Math.max(1, tree.nodes.length));
  for (const [index, { span }] of tree.nodes.entries()) {
    context.fillStyle = tokenColour(`--hue-${hueOf(span.service)}`);
    const x = (span.startMs - trace.startMs) * perMs;
    const size = Math.max(1, span.durationMs * perMs);
    context.fillRect(x, MARK_PX + 1 + index * step, size, Math.max(0.75, step - 0.75));
  }
  // Failed spans as wedges on the upper edge: seen before anything is read.
  context.fillStyle = tokenColour('--failing');
  for (const { span } of tree.nodes) {
    if (span.status !== 'error') continue;
    const x = (span.startMs - trace.startMs) * perMs;
    context.beginPath();
    context.moveTo(x - 4, 0);
    context.lineTo(x + 4, 0);
    context.lineTo(x, MARK_PX);
    context.fill();
  }
}

export interface MinimapProps {
  readonly trace: WireTraceDetail;
  readonly tree: Tree;
  readonly view: View;
  readonly onZoom: (fromMs: number, toMs: number) => void;
  readonly onWhole: () => void;
}

/** The whole trace in a strip, with marks where it failed. A drag zooms, a double click resets. */
export function Minimap({ trace, tree, view, onZoom, onWhole }: MinimapProps): JSX.Element {
  const [box, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<readonly [from: number, to: number]>();
  useLayoutEffect(() => {
    if (canvas.current !== null && width > 0) draw(canvas.current, trace, tree, width);
  }, [trace, tree, width, painted.value]);
  const xOf = (ms: number): number =>
    ((ms - trace.startMs) / Math.max(trace.durationMs, 0.001)) * width;
  const at = (event: PointerEvent): number =>
    event.clientX - (event.currentTarget as HTMLElement).getBoundingClientRect().left;
  const msAt = (x: number): number => trace.startMs + (x / Math.max(1, width)) * trace.durationMs;
  const [left, right] = drag ?? [xOf(view.fromMs), xOf(view.toMs)];
  return (
    <div
      ref={box}
      class="minimap"
      title="Drag to zoom, double click for the whole trace"
      role="img"
      aria-label="The whole trace with marks at failed spans"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag([at(event), at(event)]);
      }}
      onPointerMove={(event) => drag !== undefined && setDrag([drag[0], at(event)])}
      onPointerUp={() => {
        setDrag(undefined);
        if (drag === undefined || Math.abs(drag[0] - drag[1]) < 4) return;
        onZoom(msAt(Math.min(...drag)), msAt(Math.max(...drag)));
      }}
      onDblClick={onWhole}
    >
      <canvas ref={canvas} />
      <i class="shade" style={{ left: '0px', width: `${Math.max(0, Math.min(left, right))}px` }} />
      <i class="shade" style={{ left: `${Math.max(left, right)}px`, right: '0px' }} />
    </div>
  );
}
