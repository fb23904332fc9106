import type uPlot from 'uplot';
import { tokenColour } from '../format/colour.ts';
import { clock, day } from '../format/time.ts';
import type { Line, Mark } from './series.ts';

/** What the chart reads while it draws: kept in one object that each render refreshes. */
export interface Drawn {
  lines: readonly Line[];
  marks: readonly Mark[];
  fromMs: number;
  toMs: number;
  unit: (value: number) => string;
  onSelect: (fromMs: number, toMs: number) => void;
  onHover: (index: number | null, leftPx: number) => void;
  /** Hidden in the legend. */
  hidden: ReadonlySet<string>;
}

const FONT = '11px system-ui, sans-serif';
const AXIS_WIDTH_PX = 58;

function axisTimes(values: readonly number[]): string[] {
  const wide = (values.at(-1) ?? 0) - (values[0] ?? 0) > 86_400;
  const fine = (values[1] ?? 60) - (values[0] ?? 0) < 60;
  return values.map((seconds) => {
    const text = clock(seconds * 1000);
    if (wide) return `${day(seconds * 1000).slice(5)} ${text.slice(0, 5)}`;
    return fine ? text : text.slice(0, 5);
  });
}

function axes(drawn: Drawn): uPlot.Axis[] {
  const common = {
    stroke: () => tokenColour('--faint'),
    font: FONT,
    ticks: { show: false },
  };
  const grid = { stroke: () => tokenColour('--line'), width: 1 };
  return [
    {
      ...common,
      grid: { show: false },
      size: 24,
      space: 76,
      values: (_plot, values) => axisTimes(values),
    },
    {
      ...common,
      grid,
      size: AXIS_WIDTH_PX,
      space: 34,
      values: (_plot, values) => values.map((value) => drawn.unit(value)),
    },
  ];
}

function seriesOf(line: Line, drawn: Drawn): uPlot.Series {
  const width = line.dash === undefined ? 1.5 : 1.25;
  return {
    label: line.label,
    stroke: () => tokenColour(line.colour),
    width,
    ...(line.dash === undefined ? {} : { dash: [...line.dash] }),
    ...(line.fill === true
      ? { fill: () => tokenColour(line.colour).replace('rgb(', 'rgba(').replace(')', ', 0.12)') }
      : {}),
    show: !drawn.hidden.has(line.label),
    spanGaps: false,
    points: { show: (plot, _index, start, end) => end - start < 2 && plot.data[0].length < 4 },
  };
}

const MARK_PX = 4;

/** Exemplars as diamonds: the one shape in a chart that is not a line. */
function drawMarks(plot: uPlot, drawn: Drawn): void {
  const { ctx } = plot;
  const size = MARK_PX * devicePixelRatio;
  ctx.save();
  // The line drawn before may have been dashed.
  ctx.setLineDash([]);
  ctx.fillStyle = tokenColour('--page');
  ctx.strokeStyle = tokenColour('--text');
  ctx.lineWidth = 1.25 * devicePixelRatio;
  for (const mark of drawn.marks) {
    const x = plot.valToPos(mark.timeMs / 1000, 'x', true);
    const y = plot.valToPos(mark.value, 'y', true);
    if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width || y < plot.bbox.top) continue;
    ctx.beginPath();
    ctx.moveTo(x, y - size);
    ctx.lineTo(x + size, y);
    ctx.lineTo(x, y + size);
    ctx.lineTo(x - size, y);
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

/** The top of the scale: above every line and mark in sight, never zero. */
function top(plot: uPlot, dataMax: number | null, drawn: Drawn): number {
  const marked = drawn.marks.reduce((max, { value }) => Math.max(max, value), 0);
  const max = Math.max(dataMax ?? 0, marked);
  return plot.status === 1 && max === 0 ? 1 : max * 1.08 || 1;
}

export function chartOptions(drawn: Drawn, width: number, height: number): uPlot.Options {
  return {
    width,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 6 },
      sync: { key: 'page' },
      drag: { x: true, y: false, setScale: false },
    },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: true, range: () => [drawn.fromMs / 1000, drawn.toMs / 1000] },
      y: {
        range: (plot, dataMin, dataMax) => [Math.min(0, dataMin ?? 0), top(plot, dataMax, drawn)],
      },
    },
    axes: axes(drawn),
    series: [{}, ...drawn.lines.map((line) => seriesOf(line, drawn))],
    hooks: {
      draw: [(plot) => drawMarks(plot, drawn)],
      setCursor: [(plot) => drawn.onHover(plot.cursor.idx ?? null, plot.cursor.left ?? 0)],
      setSelect: [
        (plot) => {
          if (plot.select.width < 4) return;
          const from = plot.posToVal(plot.select.left, 'x') * 1000;
          const to = plot.posToVal(plot.select.left + plot.select.width, 'x') * 1000;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          drawn.onSelect(from, to);
        },
      ],
    },
  };
}
