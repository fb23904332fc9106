import type { MetricMetadata, MetricStore } from '../../model/index.ts';
import type { MetaLine } from './meta-line.ts';

/** Families whose TYPE, HELP and UNIT are remembered per target. */
const FAMILIES_MAX = 20_000;
const NOTHING: MetricMetadata = { type: 'unknown', help: '', unit: '' };

/** Gathers what the lines of one scrape say about a family, and tells the store what is new. */
export class MetadataBook {
  readonly #store: MetricStore;
  readonly #known = new Map<string, MetricMetadata>();
  readonly #changed = new Set<string>();

  constructor(store: MetricStore) {
    this.#store = store;
  }

  note(line: MetaLine): void {
    if (line.what === 'end') return;
    const known = this.#known.get(line.metric) ?? NOTHING;
    const next = said(known, line);
    if (next === known || (known === NOTHING && this.#known.size >= FAMILIES_MAX)) return;
    this.#known.set(line.metric, next);
    this.#changed.add(line.metric);
  }

  /** Called when the scrape went well. */
  write(): void {
    for (const metric of this.#changed) {
      this.#store.setMetadata(metric, this.#known.get(metric) ?? NOTHING);
    }
    this.#changed.clear();
  }
}

/** The same object when the line says nothing new. */
function said(known: MetricMetadata, line: Exclude<MetaLine, { what: 'end' }>): MetricMetadata {
  if (line.what === 'type') return known.type === line.type ? known : { ...known, type: line.type };
  return known[line.what] === line.text ? known : { ...known, [line.what]: line.text };
}
