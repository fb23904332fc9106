import { afterAll, beforeAll, expect, test } from 'vitest';
import { HTTP_METRICS, LABEL } from '../../src/contract/index.ts';
import { expectCapped, expectNoRandomLabels } from '../hostile/many-expected.ts';
import { GROWTH_MAX_BYTES, Many, type Figures } from '../hostile/many.ts';

/** The default of the setting. */
const MAX_SERIES = 2000;
const URLS = { bare: 400_000, express: 300_000, fastify: 300_000 };
const LABEL_VALUES = 1_000_000;
const CALLS_TIMEOUT_MS = 800_000;

let many: Many;
const told: Figures[] = [];
beforeAll(async () => {
  // A million lines and spans would measure the test that reads them.
  many = await Many.start(MAX_SERIES, {
    SIGHTLINE_LOG_LEVEL: 'silent',
    OTEL_TRACES_EXPORTER: 'none',
  });
});
afterAll(async () => {
  await many?.fixture.dispose();
  for (const { what, count, seconds, series, pageBytes, grownBytes } of told) {
    console.log(
      `${what}: ${count} in ${seconds.toFixed(0)} s, ${series} samples on a page of ` +
        `${(pageBytes / 1e6).toFixed(1)} MB, memory ${(grownBytes / 1e6).toFixed(0)} MB more`,
    );
  }
});

function expectBounded(figures: Figures): void {
  told.push(figures);
  expect(figures.grownBytes, figures.what).toBeLessThan(GROWTH_MAX_BYTES);
}

test('1,000,000 random URLs make no series and no memory grow', async () => {
  expectBounded(await many.visit('bare', '/', URLS.bare));
  expectBounded(await many.visit('express', '/items/', URLS.express));
  expectBounded(await many.visit('fastify', '/files/', URLS.fastify));
  expectNoRandomLabels(await many.fixture.scrape());
});

test('1,000,000 random error names stay under the cap', async () => {
  expectBounded(await many.fail(LABEL_VALUES));
  expectCapped(await many.fixture.scrape(), HTTP_METRICS.serverDuration, {
    counted: URLS.bare + URLS.express + URLS.fastify + LABEL_VALUES,
    maxSeries: MAX_SERIES,
    blamed: LABEL.errorType,
  });
});

test('1,000,000 random hosts and error names of calls stay under the cap', async () => {
  expectBounded(await many.call(LABEL_VALUES, CALLS_TIMEOUT_MS));
  expectCapped(await many.fixture.scrape(), HTTP_METRICS.clientDuration, {
    counted: LABEL_VALUES,
    maxSeries: MAX_SERIES,
    blamed: LABEL.serverAddress,
  });
});
