import type { Range } from '../app/range-text.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Time to the right, duration upwards on a logarithmic scale: slow ones stand apart. */
export interface Scale {
  x(timeMs: number): number;
  y(durationMs: number): number;
  timeAt(x: number): number;
  durationAt(y: number): number;
  /** Powers of ten within the scale. */
  readonly ticksMs: readonly number[];
}

const FLOOR_MS = 0.01;

export function scatterScale(durations: readonly number[], range: Range, box: Box): Scale {
  const positive = durations.filter((ms) => ms > 0);
  const min = Math.max(FLOOR_MS, Math.min(...positive, 1000));
  const max = Math.max(min * 10, ...positive);
  const low = Math.log10(min) - 0.1;
  const high = Math.log10(max) + 0.1;
  const span = range.to - range.from;
  const ticksMs: number[] = [];
  for (let power = Math.ceil(low); power <= high; power++) ticksMs.push(10 ** power);
  return {
    x: (timeMs) => box.left + ((timeMs - range.from) / span) * box.width,
    y: (ms) => {
      const share = (Math.log10(Math.max(min, ms)) - low) / (high - low);
      return box.top + box.height * (1 - share);
    },
    timeAt: (x) => range.from + ((x - box.left) / box.width) * span,
    durationAt: (y) => 10 ** (low + (1 - (y - box.top) / box.height) * (high - low)),
    ticksMs,
  };
}

/** A bound as a reader would write it: two digits, outwards. */
export function roundedMs(ms: number, way: 'down' | 'up'): number {
  const step = 10 ** Math.max(-3, Math.floor(Math.log10(ms)) - 1);
  const round = way === 'down' ? Math.floor : Math.ceil;
  return Number((round(ms / step) * step).toPrecision(6));
}
