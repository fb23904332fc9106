import { expect } from 'vitest';
import { LABEL, SELF_METRICS, type MetricDefinition } from '../../src/contract/index.ts';
import type { Exposition } from '../../src/testing/index.ts';
import { RANDOM_MARK } from './many.ts';

const sum = (page: Exposition, name: string, labels = {}): number =>
  page.find(name, labels).reduce((total, sample) => total + sample.value, 0);

/** No label holds what a client made up. */
export function expectNoRandomLabels(page: Exposition): void {
  for (const { name, labels } of page.samples) {
    expect(JSON.stringify(labels), name).not.toContain(RANDOM_MARK);
  }
}

/** The cap holds, nothing is lost over it, and the label to blame is named. */
export function expectCapped(
  page: Exposition,
  metric: MetricDefinition,
  wanted: { readonly counted: number; readonly maxSeries: number; readonly blamed: string },
): void {
  const { counted, maxSeries, blamed } = wanted;
  const name = `${metric.name}_count`;
  expect(page.find(name).length).toBeLessThanOrEqual(maxSeries + 1);
  expect(sum(page, name)).toBe(counted);
  const folded = sum(page, name, { [LABEL.overflow]: 'true' });
  expect(folded).toBeGreaterThan(0);
  const told = page.find(SELF_METRICS.cardinalityOverflow.name, { [LABEL.metric]: metric.name });
  expect(told.map(({ labels }) => labels[LABEL.label])).toContain(blamed);
  expect(told.reduce((total, { value }) => total + value, 0)).toBe(folded);
}
