import type { JSX } from 'preact';
import { NO_DATA } from '../format/number.ts';
import { clock, day } from '../format/time.ts';
import type { ChartData, Mark } from './series.ts';

const ROWS_MAX = 12;
/** Left of this the box stands right of the pointer, beyond it left of it. */
const SWITCH_PX = 190;

/** Time and values at the pointer, largest first. */
export function ChartTip({
  data,
  hover,
  unit,
  mark,
  hidden,
}: {
  readonly data: ChartData;
  readonly hover: { readonly index: number; readonly leftPx: number };
  readonly unit: (value: number) => string;
  readonly mark: Mark | undefined;
  readonly hidden: ReadonlySet<string>;
}): JSX.Element | null {
  const timeMs = data.timesMs[hover.index];
  if (timeMs === undefined) return null;
  const rows = data.lines
    .filter(({ label }) => !hidden.has(label))
    .map((line) => ({ line, value: line.values[hover.index] ?? null }))
    .sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity));
  const left = hover.leftPx > SWITCH_PX;
  const place = left
    ? { left: `${hover.leftPx + 46}px`, transform: 'translateX(-100%)' }
    : { left: `${hover.leftPx + 72}px` };
  return (
    <div class="tip" style={place}>
      <div class="dim">
        {day(timeMs)} {clock(timeMs)}
      </div>
      {rows.slice(0, ROWS_MAX).map(({ line, value }) => (
        <div class="tip-row" key={line.label}>
          <i style={{ background: `var(${line.colour})` }} />
          <span class="cut">{line.label}</span>
          <b>{value === null ? NO_DATA : unit(value)}</b>
        </div>
      ))}
      {rows.length > ROWS_MAX ? <div class="dim">{rows.length - ROWS_MAX} more</div> : null}
      {mark === undefined ? null : (
        <div class="tip-mark">
          ◇ {unit(mark.value)} {mark.note}
          <br />
          <span class="dim">click opens the trace {mark.traceId.slice(0, 8)}</span>
        </div>
      )}
    </div>
  );
}
