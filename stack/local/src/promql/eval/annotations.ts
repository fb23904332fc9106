import { lineAndColumn, type Span } from '../position.ts';
import { formatShort } from '../value/float.ts';

interface Note {
  readonly level: 'warning' | 'info';
  readonly text: string;
  readonly span: Span;
}

/** Where the buckets of a histogram had to be made to rise. */
export interface Repair {
  readonly minBound: number;
  readonly maxBound: number;
  readonly maxDifference: number;
}

interface Repairs extends Repair {
  readonly span: Span;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

const REPAIRED =
  'input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)';

function seconds(timeMs: number): string {
  return new Date(Math.floor(timeMs / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

/** What the author of a query should know about its result. Every text is said once. */
export class Annotations {
  readonly #notes = new Map<string, Note>();
  readonly #repairs = new Map<string, Repairs>();

  warn(text: string, span: Span): void {
    this.#notes.set(`warning ${text}`, { level: 'warning', text, span });
  }

  inform(text: string, span: Span): void {
    this.#notes.set(`info ${text}`, { level: 'info', text, span });
  }

  /** Says that a quantile outside of 0 to 1 was asked for. */
  checkQuantile(quantile: number, span: Span): void {
    if (quantile >= 0 && quantile <= 1) return;
    const got = formatShort(quantile);
    this.warn(`quantile value should be between 0 and 1, got ${got}`, span);
  }

  /** The same for the quantiles of all points in time: the largest and smallest wrong one. */
  checkQuantiles(quantiles: Float64Array, span: Span): void {
    if (quantiles.some(Number.isNaN)) this.checkQuantile(NaN, span);
    const numbers = quantiles.filter((quantile) => !Number.isNaN(quantile));
    if (numbers.length === 0) return;
    this.checkQuantile(Math.max(1, ...numbers), span);
    this.checkQuantile(Math.min(0, ...numbers), span);
  }

  /** Collects repairs of one metric, to tell about all of them at once. */
  repaired(metric: string, span: Span, timeMs: number, repair: Repair): void {
    const known = this.#repairs.get(metric);
    this.#repairs.set(metric, {
      span: known?.span ?? span,
      count: (known?.count ?? 0) + 1,
      firstMs: Math.min(known?.firstMs ?? timeMs, timeMs),
      lastMs: Math.max(known?.lastMs ?? timeMs, timeMs),
      minBound: Math.min(known?.minBound ?? Infinity, repair.minBound),
      maxBound: Math.max(known?.maxBound ?? -Infinity, repair.maxBound),
      maxDifference: Math.max(known?.maxDifference ?? 0, repair.maxDifference),
    });
  }

  #repairNotes(): Note[] {
    return [...this.#repairs].map(([metric, one]) => {
      const name = metric === '' ? '' : ` for metric name "${metric}"`;
      const bounds = `${formatShort(one.minBound)} to ${formatShort(one.maxBound)}`;
      const difference = formatShort(one.maxDifference, 2);
      const times = `from ${seconds(one.firstMs)} to ${seconds(one.lastMs)}`;
      const text =
        `${REPAIRED}${name}, from buckets ${bounds}, with a max diff of ${difference}, ` +
        `over ${one.count} samples ${times}`;
      return { level: 'info', text, span: one.span };
    });
  }

  /** The notes of one level, each with its place in the query. */
  texts(level: Note['level'], query: string): string[] {
    return [...this.#notes.values(), ...this.#repairNotes()]
      .filter((note) => note.level === level)
      .map(({ text, span }) => `PromQL ${level}: ${text} (${lineAndColumn(query, span.start)})`);
  }
}
