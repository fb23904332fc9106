import type { MetricDefinition } from '../contract/index.ts';
import type { AttributeMap } from './operation.ts';

/** A value with its labels, read when somebody scrapes. */
export interface Reading {
  readonly labels?: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** One series of a histogram. */
export interface DurationCell {
  observe(value: number): unknown;
}

/** One series of a counter. */
export interface CountCell {
  value: number;
}

/**
 * What an adapter measures besides its operations. Attributes have their dotted names; those that
 * are no label of the metric are left out. Label sets are capped, the rest counts as overflow.
 */
export interface Measures {
  /** Worth keeping: looking it up costs more than observing. */
  histogram(definition: MetricDefinition, attributes: AttributeMap): DurationCell;
  count(definition: MetricDefinition, attributes: AttributeMap, by?: number): void;
  /** Worth keeping where it counts often. */
  counter(definition: MetricDefinition, attributes: AttributeMap): CountCell;
  /** Read at each scrape; returns what ends it. Labels are label names. */
  watch(definition: MetricDefinition, read: () => Iterable<Reading>): () => void;
}
