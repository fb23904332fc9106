import type { MetricDefinition } from '../contract/index.ts';
import { HistogramCell } from './histogram.ts';
import { boundText, exemplarText, familyHead, numberText, type Format } from './text.ts';

/**
 * A histogram on the request path: its series live in typed arrays, looked up by nobody at run
 * time.
 */
export class HistogramFamily {
  readonly definition: MetricDefinition;
  readonly bounds: readonly number[];
  readonly cells: HistogramCell[] = [];

  constructor(definition: MetricDefinition, bounds: readonly number[]) {
    this.definition = definition;
    this.bounds = bounds;
  }

  newCell(labels: string): HistogramCell {
    const cell = new HistogramCell(labels, this.bounds);
    this.cells.push(cell);
    return cell;
  }

  /** The family as text, one piece per series, so that the caller can pause between them. */
  *render(identity: string, format: Format): Generator<string> {
    if (this.cells.length === 0) return;
    const { name, help } = this.definition;
    yield familyHead(name, 'histogram', help, format);
    const ends = [...this.bounds.map((bound) => boundText(bound, format)), '+Inf'].map(
      (bound) => `le="${bound}"} `,
    );
    for (const cell of this.cells)
      yield renderCell(name, identity + cell.labels, cell, ends, format);
  }
}

function renderCell(
  name: string,
  labels: string,
  cell: HistogramCell,
  ends: readonly string[],
  format: Format,
): string {
  const head = `${name}_bucket{${labels}`;
  const exemplars = format === 'openmetrics' ? cell.exemplars : undefined;
  let text = '';
  let total = 0;
  for (let bucket = 0; bucket < ends.length; bucket += 1) {
    total += cell.counts[bucket] as number;
    text += head + ends[bucket] + total;
    text += exemplars === undefined ? '\n' : `${exemplarText(exemplars[bucket])}\n`;
  }
  const own = `{${labels.slice(0, -1)}} `;
  return `${text}${name}_sum${own}${numberText(cell.sum)}\n${name}_count${own}${total}\n`;
}
