import { LABEL, labelOf, type MetricDefinition } from '../contract/index.ts';
import type { AttributeMap } from '../record/index.ts';
import { HistogramFamily } from './family.ts';
import type { HistogramCell } from './histogram.ts';
import type { OverflowCounts } from './overflow.ts';
import { labelText } from './text.ts';

export const OVERFLOW_LABELS = labelText({ [LABEL.overflow]: 'true' });

/** The attributes that are labels of the metric, by their label names. */
export function labelsOf(
  definition: MetricDefinition,
  attributes: AttributeMap,
): Record<string, string | number> {
  const labels: Record<string, string | number> = {};
  for (const name in attributes) {
    const value = attributes[name];
    const label = labelOf(name);
    if (value === undefined || value === '' || !definition.labels.includes(label)) continue;
    labels[label] = typeof value === 'boolean' ? String(value) : value;
  }
  return labels;
}

/** Values that label sets have, to tell which label outgrew the cap. */
export class SeenValues {
  readonly #values = new Map<string, Set<string | number>>();

  add(labels: Readonly<Record<string, string | number>>): void {
    for (const [label, value] of Object.entries(labels)) {
      const seen = this.#values.get(label) ?? new Set();
      seen.add(value);
      this.#values.set(label, seen);
    }
  }

  /** The first label whose value was not seen; of known values that meet anew, the first label. */
  newLabel(labels: Readonly<Record<string, string | number>>): string {
    const names = Object.keys(labels);
    const fresh = names.find((name) => !this.#values.get(name)?.has(labels[name] as never));
    return fresh ?? names[0] ?? LABEL.errorType;
  }
}

/** A histogram whose label sets are capped; what is new past the cap shares one overflow series. */
export class CappedHistogram {
  readonly family: HistogramFamily;
  readonly #cells = new Map<string, HistogramCell>();
  readonly #seen = new SeenValues();
  readonly #maxSeries: number;
  readonly #overflow: OverflowCounts;
  #overflowCell: HistogramCell | undefined;

  constructor(definition: MetricDefinition, maxSeries: number, overflow: OverflowCounts) {
    this.family = new HistogramFamily(definition, definition.buckets ?? []);
    this.#maxSeries = maxSeries;
    this.#overflow = overflow;
  }

  /** The cell of these attributes; `isOwn` = false when it is that of the overflow. */
  cell(attributes: AttributeMap): { readonly cell: HistogramCell; readonly isOwn: boolean } {
    const { definition } = this.family;
    const labels = labelsOf(definition, attributes);
    const text = labelText(labels);
    const known = this.#cells.get(text);
    if (known !== undefined) return { cell: known, isOwn: true };
    if (this.#cells.size >= this.#maxSeries) {
      this.#overflow.count(definition.name, this.#seen.newLabel(labels));
      this.#overflowCell ??= this.family.newCell(OVERFLOW_LABELS);
      return { cell: this.#overflowCell, isOwn: false };
    }
    const cell = this.family.newCell(text);
    this.#cells.set(text, cell);
    this.#seen.add(labels);
    return { cell, isOwn: true };
  }
}
