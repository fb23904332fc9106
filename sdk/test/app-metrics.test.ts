import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HTTP_METRICS, IDENTITY_LABELS, LABEL } from '../src/contract/index.ts';
import { parseExposition } from '../src/testing/index.ts';
import { ENVIRONMENT, runFixture, type Fixture } from './support/fixture.ts';

describe("the application's own prom-client metrics", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await runFixture({ file: 'app-metrics.mjs' });
    await fixture.request('/order');
  });
  afterAll(() => fixture?.dispose());

  test.each(['text/plain; version=0.0.4', undefined])('are on the page (%s)', async (accept) => {
    const page = await fixture.scrape(accept);
    const identity = { [LABEL.service]: 'fixture', [LABEL.environment]: ENVIRONMENT };
    expect(page.value('orders_total', { plan: 'gold', ...identity })).toBe(1);
    expect(page.value('visits', identity)).toBe(1);
    expect(page.value('stock', identity)).toBe(7);
    // Bounds are floats in OpenMetrics, as Prometheus 3 stores them from either format.
    const le = page.openMetrics ? '10.0' : '10';
    expect(page.value('price_euros_bucket', { le, ...identity })).toBe(1);
    expect(page.find('process_resident_memory_bytes')).toHaveLength(1);
    expect(page.find('nodejs_version_info')).toHaveLength(1);
  });

  test('a counter without _total is unknown to OpenMetrics, and keeps its name', async () => {
    const page = await fixture.scrape();
    expect(page.families.get('visits')?.type).toBe('unknown');
    expect(page.families.get('orders')?.type).toBe('counter');
  });

  test('are left as they were by scrapes in either format', async () => {
    await fixture.scrape();
    await fixture.scrape('text/plain');
    const { body, headers } = await fixture.request('/own');
    const own = parseExposition(body, headers['content-type']);
    expect(own.openMetrics).toBe(false);
    expect(own.families.get('orders_total')?.type).toBe('counter');
    expect(own.value('orders_total', { plan: 'gold', [IDENTITY_LABELS[0]]: undefined })).toBe(1);
    expect(own.value('visits')).toBe(1);
    // `registry` of the SDK leads to the default registry of the application's own prom-client.
    expect(own.value('stock')).toBe(7);
    // The SDK keeps to a registry of its own.
    expect(own.find(`${HTTP_METRICS.serverDuration.name}_count`)).toEqual([]);
  });
});
