import type { TelemetryStore } from '../model/index.ts';
import { DEFAULT_BOUNDS, type Bounds } from './bounds.ts';
import { LogRing } from './logs/log-ring.ts';
import { MetricRings } from './metrics/metric-rings.ts';
import { SpanRing } from './spans/span-ring.ts';
import type { Journal } from './segments/journal.ts';

/** The default store: bounded rings in memory, and a journal on disk when one is given. */
export class MemoryStore implements TelemetryStore {
  readonly logs: LogRing;
  readonly spans: SpanRing;
  readonly metrics: MetricRings;
  readonly #listeners = new Set<() => void>();
  readonly #journal: Journal | undefined;
  #scheduled = false;

  constructor(bounds: Partial<Bounds> = {}, journal?: Journal) {
    const all = { ...DEFAULT_BOUNDS, ...bounds };
    this.#journal = journal;
    this.logs = new LogRing(all.logs, all.logBytes, (line) => {
      journal?.line(line);
      this.#changed();
    });
    this.spans = new SpanRing(all.spans, all.spanBytes, (request) => {
      journal?.request(request);
      this.#changed();
    });
    this.metrics = new MetricRings(all, {
      onSample: (ref, labels, timeMs, value, stale) => {
        journal?.sample(ref, labels, timeMs, value, stale);
        this.#changed();
      },
      onExemplar: (ref, labels, exemplar) => journal?.exemplar(ref, labels, exemplar),
      onMetadata: (metric, metadata) => journal?.metadata(metric, metadata),
    });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#journal?.close();
  }

  #changed(): void {
    if (this.#scheduled || this.#listeners.size === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      for (const listener of this.#listeners) listener();
    });
  }
}
