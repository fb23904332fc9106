import { ATTR, type MetricDefinition } from '../contract/index.ts';
import {
  epochMs,
  type AttributeMap,
  type CountCell,
  type DurationCell,
  type Measures,
  type Operation,
  type OutcomeSeries,
  type Reading,
} from '../record/index.ts';
import { CappedHistogram } from './capped.ts';
import { CappedCounter } from './counter.ts';
import type { HistogramFamily } from './family.ts';
import type { HistogramCell } from './histogram.ts';
import type { OverflowCounts } from './overflow.ts';
import type { SdkRegistry } from './prom.ts';

/** Metrics of operations, and what adapters of libraries measure besides them. */
export class OperationMetrics implements Measures {
  readonly #histograms = new Map<string, CappedHistogram>();
  readonly #counters = new Map<string, CappedCounter>();
  readonly #watched = new Map<MetricDefinition, Set<() => Iterable<Reading>>>();
  readonly #maxSeries: number;
  readonly #overflow: OverflowCounts;
  #registry: SdkRegistry | undefined;

  constructor(maxSeries: number, overflow: OverflowCounts) {
    this.#maxSeries = maxSeries;
    this.#overflow = overflow;
  }

  get families(): HistogramFamily[] {
    return [...this.#histograms.values()].map(({ family }) => family);
  }

  /** An operation that has ended. */
  observe(operation: Operation): void {
    const outcome = operation.outcome as OutcomeSeries;
    const { metric } = outcome.series.kind;
    if (metric === undefined) return;
    const cell = (outcome.metrics as HistogramCell | undefined) ?? this.#adopt(outcome, metric);
    const seconds = operation.durationMs / 1000;
    const bucket = cell.observe(seconds);
    if (!operation.sampled) return;
    const nowMs = epochMs(operation.startMs + operation.durationMs);
    cell.keepExemplar(bucket, seconds, nowMs, operation.traceId, operation.spanId);
  }

  #adopt(outcome: OutcomeSeries, metric: MetricDefinition): HistogramCell {
    const { cell, isOwn } = this.#histogram(metric).cell(outcome.attributes(ATTR.errorType));
    // The overflow is asked for anew, so that each operation in it is counted.
    if (isOwn) outcome.metrics = cell;
    return cell;
  }

  #histogram(definition: MetricDefinition): CappedHistogram {
    let histogram = this.#histograms.get(definition.name);
    if (histogram === undefined) {
      histogram = new CappedHistogram(definition, this.#maxSeries, this.#overflow);
      this.#histograms.set(definition.name, histogram);
    }
    return histogram;
  }

  histogram(definition: MetricDefinition, attributes: AttributeMap): DurationCell {
    return this.#histogram(definition).cell(attributes).cell;
  }

  count(definition: MetricDefinition, attributes: AttributeMap, by = 1): void {
    this.counter(definition, attributes).value += by;
  }

  counter(definition: MetricDefinition, attributes: AttributeMap): CountCell {
    let counter = this.#counters.get(definition.name);
    if (counter === undefined) {
      counter = new CappedCounter(definition, this.#maxSeries, this.#overflow);
      this.#counters.set(definition.name, counter);
      this.#show(definition, counter.readings);
    }
    return counter.cell(attributes);
  }

  watch(definition: MetricDefinition, read: () => Iterable<Reading>): () => void {
    let readers = this.#watched.get(definition);
    if (readers === undefined) {
      readers = new Set();
      this.#watched.set(definition, readers);
      const all = readers;
      this.#show(definition, () => [...all].flatMap((one) => [...one()]));
    }
    readers.add(read);
    return () => readers.delete(read);
  }

  readonly #shown: [definition: MetricDefinition, read: () => Iterable<Reading>][] = [];

  #show(definition: MetricDefinition, read: () => Iterable<Reading>): void {
    if (this.#registry === undefined) this.#shown.push([definition, read]);
    else this.#registry.read(definition, read);
  }

  /** prom-client is there: what was measured until now is shown from now on. */
  attach(registry: SdkRegistry): void {
    this.#registry = registry;
    for (const [definition, read] of this.#shown.splice(0)) registry.read(definition, read);
  }
}
