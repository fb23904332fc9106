import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { href, navigate } from '../app/location.ts';
import { setRange } from '../app/range.ts';
import type { Range } from '../app/range-text.ts';
import { painted } from '../app/theme.ts';
import { useWidth } from '../parts/use-box.ts';
import { chartOptions, type Drawn } from './chart-options.ts';
import { ChartTip } from './chart-tip.tsx';
import { nearestMark, type ChartData, type Mark } from './series.ts';

export interface ChartProps {
  readonly data: ChartData;
  readonly range: Range;
  readonly unit: (value: number) => string;
  readonly label: string;
  readonly heightPx?: number;
  readonly marks?: readonly Mark[];
  readonly hidden?: ReadonlySet<string>;
}

const NO_MARKS: readonly Mark[] = [];
const NOTHING: ReadonlySet<string> = new Set();

function aligned({ timesMs, lines }: ChartData): uPlot.AlignedData {
  const times = timesMs.map((ms) => ms / 1000);
  return [times, ...lines.map(({ values }) => [...values])];
}

/** The exemplar under the pointer, if any. */
function markAt(plot: uPlot, marks: readonly Mark[], event: MouseEvent): Mark | undefined {
  const box = plot.over.getBoundingClientRect();
  const places = marks.map((mark) => ({
    mark,
    x: plot.valToPos(mark.timeMs / 1000, 'x'),
    y: plot.valToPos(mark.value, 'y'),
  }));
  return nearestMark(places, event.clientX - box.left, event.clientY - box.top);
}

function usePlot(drawn: Drawn, data: ChartData, heightPx: number, setMark: (mark?: Mark) => void) {
  const [box, width] = useWidth<HTMLDivElement>();
  const plot = useRef<uPlot | undefined>(undefined);
  const shape = data.lines.map(({ label, colour }) => `${label}\u0000${colour}`).join('\u0001');
  useLayoutEffect(() => {
    if (box.current === null || width === 0) return undefined;
    const made = new uPlot(chartOptions(drawn, width, heightPx), aligned(data), box.current);
    plot.current = made;
    const onMove = (event: MouseEvent): void => setMark(markAt(made, drawn.marks, event));
    made.over.addEventListener('mousemove', onMove);
    made.over.addEventListener('mouseleave', () => setMark(undefined));
    made.over.addEventListener('click', (event) => {
      const mark = markAt(made, drawn.marks, event);
      if (mark === undefined) return;
      navigate(href(`/traces/${mark.traceId}`, { span: mark.spanId }));
    });
    return () => {
      made.destroy();
      plot.current = undefined;
    };
  }, [shape, width === 0]);
  useLayoutEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height: heightPx });
  }, [width, heightPx]);
  useLayoutEffect(() => plot.current?.setData(aligned(data)), [data, drawn.fromMs, drawn.toMs]);
  useEffect(() => plot.current?.redraw(false), [painted.value, drawn.marks]);
  useEffect(() => {
    for (const [index, { label }] of data.lines.entries()) {
      plot.current?.setSeries(index + 1, { show: !drawn.hidden.has(label) });
    }
  }, [drawn.hidden, shape]);
  return box;
}

/** A time chart: exact values under the pointer, a drag sets the range, a diamond is a trace. */
export function Chart(props: ChartProps): JSX.Element {
  const { data, range, unit, heightPx = 180, marks = NO_MARKS, hidden = NOTHING } = props;
  const [hover, setHover] = useState<{ index: number; leftPx: number }>();
  const [mark, setMark] = useState<Mark>();
  // The cursor moves on all charts of the page; the box stands on the one that is pointed at.
  const [pointed, setPointed] = useState(false);
  const drawn = useRef<Drawn>({} as Drawn);
  Object.assign(drawn.current, {
    lines: data.lines,
    marks,
    fromMs: range.from,
    toMs: range.to,
    unit,
    hidden,
    onSelect: (from: number, to: number) => setRange(from, to),
    onHover: (index: number | null, leftPx: number) =>
      setHover(index === null || leftPx < 0 ? undefined : { index, leftPx }),
  } satisfies Drawn);
  const box = usePlot(drawn.current, data, heightPx, setMark);
  return (
    <div
      class={mark === undefined ? 'chart' : 'chart on-mark'}
      style={{ height: `${heightPx}px` }}
      role="img"
      aria-label={props.label}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
    >
      <div ref={box} class="plot" />
      {hover === undefined || !pointed ? null : (
        <ChartTip data={data} hover={hover} unit={unit} mark={mark} hidden={hidden} />
      )}
    </div>
  );
}
