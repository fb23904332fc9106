import type * as PromClient from 'prom-client';

import { loadPromClient, type PromClientModule } from '../lazy.ts';
import type { Reading } from '../record/index.ts';
import { IDENTITY_METRICS, LABEL, type MetricDefinition } from '../contract/index.ts';
import type { PromSnapshot, PromValue } from './snapshot.ts';
import { braces, boundText, familyHead, labelText, numberText, type Format } from './text.ts';

export type PromRegistry = PromClient.Registry;
export type PromMetric = PromClient.Metric;

export type { Reading };

/**
 * The SDK's own prom-client registry, for everything off the request path. Values are read at the
 * scrape from the numbers that the parts keep anyway.
 */
export class SdkRegistry {
  readonly registry: PromRegistry;
  readonly #client: PromClientModule;

  constructor() {
    this.#client = loadPromClient();
    this.registry = new this.#client.Registry();
  }

  /** A gauge or counter whose readings are taken at the scrape. */
  read(
    definition: MetricDefinition,
    take: () => Iterable<Reading> | Promise<Iterable<Reading>>,
  ): void {
    const { name, help, labels, type } = definition;
    const settings = { name, help, labelNames: [...labels], registers: [this.registry] };
    if (type === 'counter') {
      new this.#client.Counter({
        ...settings,
        async collect() {
          const readings = await take();
          this.reset();
          for (const { labels: given, value } of readings) this.inc(bareLabels(given), value);
        },
      });
      return;
    }
    new this.#client.Gauge({
      ...settings,
      async collect() {
        const readings = await take();
        this.reset();
        for (const { labels: given, value } of readings) this.set(bareLabels(given), value);
      },
    });
  }

  /** One gauge or counter without labels. */
  value(definition: MetricDefinition, take: () => number): void {
    this.read(definition, () => [{ value: take() }]);
  }

  histogram(definition: MetricDefinition): PromClient.Histogram {
    const { name, help, labels, buckets = [] } = definition;
    return new this.#client.Histogram({
      name,
      help,
      labelNames: [...labels],
      buckets: [...buckets],
      registers: [this.registry],
    });
  }
}

/**
 * Labels without a prototype: prom-client takes what an application adds to Object.prototype for
 * labels, and refuses them.
 */
export function bareLabels(labels: Reading['labels']): Record<string, string | number> {
  return Object.assign(Object.create(null) as Record<string, string | number>, labels);
}

/** Values are handed on in pieces of about this length: one await per piece, not per value. */
const PIECE_LENGTH = 8192;

/**
 * A prom-client metric as text, without touching it: rendering by prom-client in OpenMetrics
 * renames the application's counters for good. Identity labels are added where the series lacks
 * them.
 */
export async function* renderPromMetric(
  snapshot: Promise<PromSnapshot>,
  identity: readonly (readonly [name: string, text: string])[],
  format: Format,
): AsyncGenerator<string> {
  const { name, values, help, type } = await snapshot;
  if (values.length === 0) return;
  let piece = familyHead(name, type, help, format);
  const isInfo = name === IDENTITY_METRICS.targetInfo.name;
  for (const { metricName = name, labels, value, exemplar } of values) {
    let text = '';
    for (const [label, pair] of identity) {
      if (!isInfo && labels[label] === undefined) text += pair;
    }
    text += labelText(type === 'histogram' ? withBoundText(labels, format) : labels);
    const shown = format === 'openmetrics' && exemplar ? promExemplar(exemplar) : '';
    piece += `${metricName}${braces(text)} ${numberText(value)}${shown}\n`;
    if (piece.length >= PIECE_LENGTH) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

function withBoundText(
  labels: Record<string, string | number>,
  format: Format,
): Record<string, string | number> {
  const bound = labels[LABEL.bucketBound];
  if (typeof bound !== 'number') return labels;
  return { ...labels, [LABEL.bucketBound]: boundText(bound, format) };
}

function promExemplar(exemplar: NonNullable<PromValue['exemplar']>): string {
  const labels = labelText(exemplar.labelSet).slice(0, -1);
  const time = exemplar.timestamp === undefined ? '' : ` ${exemplar.timestamp}`;
  return ` # {${labels}} ${numberText(exemplar.value)}${time}`;
}
