import { LABEL, type MetricDefinition } from '../contract/index.ts';
import type { AttributeMap, CountCell, Reading } from '../record/index.ts';
import { labelsOf, SeenValues } from './capped.ts';
import type { OverflowCounts } from './overflow.ts';

interface Entry extends CountCell {
  readonly labels: Readonly<Record<string, string | number>>;
}

/** A counter whose label sets are capped. */
export class CappedCounter {
  readonly #definition: MetricDefinition;
  readonly #maxSeries: number;
  readonly #overflow: OverflowCounts;
  readonly #entries = new Map<string, Entry>();
  readonly #seen = new SeenValues();
  #overflowEntry: Entry | undefined;

  constructor(definition: MetricDefinition, maxSeries: number, overflow: OverflowCounts) {
    this.#definition = definition;
    this.#maxSeries = maxSeries;
    this.#overflow = overflow;
  }

  cell(attributes: AttributeMap): CountCell {
    const labels = labelsOf(this.#definition, attributes);
    const key = JSON.stringify(labels);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    if (this.#entries.size >= this.#maxSeries) {
      this.#overflow.count(this.#definition.name, this.#seen.newLabel(labels));
      this.#overflowEntry ??= { labels: { [LABEL.overflow]: 'true' }, value: 0 };
      return this.#overflowEntry;
    }
    const entry = { labels, value: 0 };
    this.#entries.set(key, entry);
    this.#seen.add(labels);
    return entry;
  }

  readonly readings = (): Iterable<Reading> => {
    const own = [...this.#entries.values()];
    return this.#overflowEntry === undefined ? own : [...own, this.#overflowEntry];
  };
}
