import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { WireTrace } from '../../../src/wire/index.ts';
import { href, navigate, setParams } from '../app/location.ts';
import type { Range } from '../app/range-text.ts';
import { painted } from '../app/theme.ts';
import { clockMs, duration } from '../format/time.ts';
import { useWidth } from '../parts/use-box.ts';
import { drawScatter, scatterBox } from './scatter-draw.ts';
import { roundedMs, scatterScale, type Scale } from './scatter-scale.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

const REACH_PX = 8;

function nearest(traces: readonly WireTrace[], scale: Scale, at: Point): WireTrace | undefined {
  let best: WireTrace | undefined;
  let bestDistance = REACH_PX;
  for (const trace of traces) {
    const dx = scale.x(trace.startMs) - at.x;
    if (Math.abs(dx) > REACH_PX) continue;
    const distance = Math.hypot(dx, scale.y(trace.durationMs) - at.y);
    if (distance >= bestDistance) continue;
    best = trace;
    bestDistance = distance;
  }
  return best;
}

function place(event: PointerEvent): Point {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** The rectangle becomes the range and bounds of the duration. */
function select(scale: Scale, start: Point, end: Point, filter: string | undefined): void {
  const [left, right] = [Math.min(start.x, end.x), Math.max(start.x, end.x)];
  const [top, bottom] = [Math.min(start.y, end.y), Math.max(start.y, end.y)];
  const chosen = {
    from: Math.floor(scale.timeAt(left)),
    to: Math.ceil(scale.timeAt(right)),
    min: roundedMs(scale.durationAt(bottom), 'down'),
    max: roundedMs(scale.durationAt(top), 'up'),
  };
  if (filter === undefined) setParams(chosen);
  else navigate(href('/traces', { q: filter, ...chosen }));
}

function Tip({ trace, scale }: { readonly trace: WireTrace; readonly scale: Scale }): JSX.Element {
  const x = scale.x(trace.startMs);
  const side =
    x > 420 ? { transform: 'translateX(-100%)', left: `${x - 12}px` } : { left: `${x + 12}px` };
  return (
    <div class="tip" style={side}>
      <div class="dim">{clockMs(trace.startMs)}</div>
      <b>{duration(trace.durationMs)}</b> {trace.service} {trace.name}
      {trace.errors > 0 ? <div class="bad">✕ {trace.errors} failed spans</div> : null}
      <div class="dim">click opens it, a drag selects</div>
    </div>
  );
}

function Lasso({ start, end }: { readonly start: Point; readonly end: Point }): JSX.Element {
  return (
    <div
      class="lasso"
      style={{
        left: `${Math.min(start.x, end.x)}px`,
        top: `${Math.min(start.y, end.y)}px`,
        width: `${Math.abs(start.x - end.x)}px`,
        height: `${Math.abs(start.y - end.y)}px`,
      }}
    />
  );
}

/** Durations over time: circles are fine, crosses failed. A drag filters, a click opens. */
export function Scatter({
  traces,
  range,
  sinceMs,
  filter,
}: {
  readonly traces: readonly WireTrace[];
  readonly range: Range;
  /** Older ones are not among the traces, though there are some. */
  readonly sinceMs?: number | undefined;
  /** On another page than that of traces: the filter with which a selection leads there. */
  readonly filter?: string;
}): JSX.Element {
  const [box, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [start, setStart] = useState<Point>();
  const [end, setEnd] = useState<Point>();
  const [hover, setHover] = useState<WireTrace>();
  const scale = useMemo(
    () =>
      scatterScale(
        traces.map(({ durationMs }) => durationMs),
        range,
        scatterBox(width),
      ),
    [traces, range, width],
  );
  useLayoutEffect(() => {
    if (canvas.current !== null && width > 0) {
      drawScatter(canvas.current, { traces, scale, range, width, sinceMs });
    }
  }, [traces, scale, width, painted.value]);
  const finish = (): void => {
    const moved =
      start !== undefined && end !== undefined && Math.hypot(start.x - end.x, start.y - end.y);
    if (start !== undefined && end !== undefined && typeof moved === 'number' && moved > 6) {
      select(scale, start, end, filter);
    } else if (hover !== undefined) navigate(href(`/traces/${hover.traceId}`));
    setStart(undefined);
    setEnd(undefined);
  };
  return (
    <div
      ref={box}
      class={hover === undefined ? 'scatter' : 'scatter on-mark'}
      role="img"
      aria-label={`Duration over time of ${traces.length} traces; the list below has the same`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setStart(place(event));
        setEnd(undefined);
      }}
      onPointerMove={(event) => {
        const at = place(event);
        if (start === undefined) setHover(nearest(traces, scale, at));
        else setEnd(at);
      }}
      onPointerUp={finish}
      onPointerLeave={() => start === undefined && setHover(undefined)}
    >
      <canvas ref={canvas} />
      {start === undefined || end === undefined ? null : <Lasso start={start} end={end} />}
      {hover === undefined || start !== undefined ? null : <Tip trace={hover} scale={scale} />}
    </div>
  );
}
