import type { JSX } from 'preact';

const WIDTH = 220;
const HEIGHT = 22;

type Values = readonly (number | null)[];

/** Points of a line; a gap where there is no data. */
export function linePath(values: Values, max: number, width = WIDTH, height = HEIGHT): string {
  const step = width / Math.max(1, values.length - 1);
  let path = '';
  let pen = 'M';
  for (const [index, value] of values.entries()) {
    if (value === null) {
      pen = 'M';
      continue;
    }
    const y = height - 1 - (max === 0 ? 0 : (value / max) * (height - 3));
    path += `${pen}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  }
  return path;
}

function errorBars(errors: Values, max: number): string {
  const step = WIDTH / Math.max(1, errors.length - 1);
  let path = '';
  for (const [index, value] of errors.entries()) {
    if (value === null || value <= 0 || max === 0) continue;
    const size = Math.max(2, (value / max) * (HEIGHT - 3));
    path += `M${(index * step).toFixed(1)} ${HEIGHT}v-${size.toFixed(1)}`;
  }
  return path;
}

/** Requests over time as a line, failed ones as red bars on the ground. */
export function Sparkline({
  rate,
  errors,
}: {
  readonly rate: Values;
  readonly errors: Values;
}): JSX.Element {
  const max = Math.max(0, ...rate.map((value) => value ?? 0));
  return (
    <svg
      class="spark"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={linePath(rate, max)} class="spark-rate" />
      <path d={errorBars(errors, max)} class="spark-errors" />
    </svg>
  );
}
