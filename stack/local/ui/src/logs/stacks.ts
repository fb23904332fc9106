import type { WireLogHistogram } from '../../../src/wire/index.ts';
import { LEVELS, type Level } from '../parts/level.ts';

/** One bar of the histogram, the worst level first. */
export interface Stack {
  readonly fromMs: number;
  readonly toMs: number;
  readonly parts: readonly { readonly level: Level; readonly count: number }[];
  readonly total: number;
}

export function stacks({ from, stepMs, levels }: WireLogHistogram): readonly Stack[] {
  const length = Math.max(0, ...Object.values(levels).map((counts) => counts.length));
  return Array.from({ length }, (_, index) => {
    const parts = LEVELS.map((level) => ({ level, count: levels[level]?.[index] ?? 0 }));
    return {
      fromMs: from + index * stepMs,
      toMs: from + (index + 1) * stepMs,
      parts: parts.filter(({ count }) => count > 0),
      total: parts.reduce((sum, { count }) => sum + count, 0),
    };
  });
}
