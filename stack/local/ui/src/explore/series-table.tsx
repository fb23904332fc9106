import type { JSX } from 'preact';
import type { Line } from '../charts/series.ts';
import { NO_DATA } from '../format/number.ts';
import { statsOf } from './results.ts';

function Cell({
  value,
  unit,
}: {
  readonly value: number | null;
  readonly unit: (value: number) => string;
}): JSX.Element {
  return (
    <td class="num" title={value === null ? 'no data' : String(value)}>
      {value === null ? NO_DATA : unit(value)}
    </td>
  );
}

/** The legend of a graph, with figures. A click shows one line alone, shift-click hides one. */
export function SeriesTable({
  lines,
  unit,
  hidden,
  onHidden,
}: {
  readonly lines: readonly Line[];
  readonly unit: (value: number) => string;
  readonly hidden: ReadonlySet<string>;
  readonly onHidden: (hidden: ReadonlySet<string>) => void;
}): JSX.Element {
  const onClick = (label: string, event: MouseEvent): void => {
    if (event.shiftKey) {
      const next = new Set(hidden);
      if (!next.delete(label)) next.add(label);
      onHidden(next);
      return;
    }
    const others = lines.map((line) => line.label).filter((one) => one !== label);
    const alone = others.length > 0 && others.every((one) => hidden.has(one));
    onHidden(new Set(alone ? [] : others));
  };
  return (
    <div class="scroll-x">
      <table class="grid">
        <thead>
          <tr>
            <th>Series</th>
            <th class="num">Last</th>
            <th class="num">Min</th>
            <th class="num">Mean</th>
            <th class="num">Max</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ label, colour, dash, values }) => {
            const { last, min, mean, max } = statsOf(values);
            return (
              <tr key={label} class={hidden.has(label) ? 'off' : ''}>
                <td class="wide">
                  <button
                    type="button"
                    class="cell series"
                    title="click: this one alone, shift click: hide it"
                    onClick={(event) => onClick(label, event)}
                  >
                    <svg width="18" height="8" aria-hidden="true">
                      <path
                        d="M0 4h18"
                        stroke-width="2.5"
                        stroke-dasharray={dash?.join(' ') ?? ''}
                        style={{ stroke: `var(${colour})` }}
                      />
                    </svg>
                    <span class="cut mono">{label}</span>
                  </button>
                </td>
                <Cell value={last} unit={unit} />
                <Cell value={min} unit={unit} />
                <Cell value={mean} unit={unit} />
                <Cell value={max} unit={unit} />
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
