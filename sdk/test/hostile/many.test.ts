import { afterAll, beforeAll, expect, test } from 'vitest';
import { DATASET, HTTP_METRICS, LABEL, SELF_METRICS } from '../../src/contract/index.ts';
import { expectCapped, expectNoRandomLabels } from './many-expected.ts';
import { GROWTH_MAX_BYTES, Many } from './many.ts';

/** The million of each stands in `heavy/many.test.ts`. */
const COUNT = 3000;
/** Less than the default, so that the page stays short. */
const MAX_SERIES = 200;

let many: Many;
beforeAll(async () => {
  many = await Many.start(MAX_SERIES, {});
});
afterAll(() => many?.fixture.dispose());

test('random URLs, methods, hosts and user agents make no series', async () => {
  const visits = [
    await many.visit('bare', '/', COUNT),
    await many.visit('express', '/items/', COUNT),
    await many.visit('express', '/files/a/', COUNT),
    await many.visit('fastify', '/items/', COUNT),
    await many.visit('fastify', '/files/', COUNT),
  ];
  const page = await many.fixture.scrape();
  expectNoRandomLabels(page);
  const { name } = HTTP_METRICS.serverDuration;
  const routes = new Set(page.find(`${name}_count`).map(({ labels }) => labels[LABEL.route]));
  expect([...routes].toSorted()).toEqual(
    ['/fail/:name', '/files/*', '/files/*rest', '/items/:id', undefined].toSorted(),
  );
  const counted = page.find(`${name}_count`).reduce((total, { value }) => total + value, 0);
  expect(counted).toBe(visits.length * COUNT);
  for (const { what, grownBytes } of visits)
    expect(grownBytes, what).toBeLessThan(GROWTH_MAX_BYTES);
});

test('error names beyond the cap are folded, and counted as what they are', async () => {
  const { count } = await many.fail(COUNT);
  const page = await many.fixture.scrape();
  expectCapped(page, HTTP_METRICS.serverDuration, {
    counted: 5 * COUNT + count,
    maxSeries: MAX_SERIES,
    blamed: LABEL.errorType,
  });
});

test('so are hosts and error names of outgoing requests', async () => {
  const { count, grownBytes } = await many.call(COUNT, 20_000);
  expect(grownBytes).toBeLessThan(GROWTH_MAX_BYTES);
  const page = await many.fixture.scrape();
  expectCapped(page, HTTP_METRICS.clientDuration, {
    counted: count,
    maxSeries: MAX_SERIES,
    blamed: LABEL.serverAddress,
  });
});

test('every request has its line; every span is delivered or counted as dropped', async () => {
  const wanted = 6 * COUNT;
  const requests = (): number =>
    many.fixture.lines().filter(({ event }) => event.dataset === DATASET.request).length;
  await many.fixture.child.until(() => requests() >= wanted, 10_000);
  expect(requests()).toBe(wanted);
  expect(many.fixture.child.stderr).toEqual([]);
  const page = await many.fixture.scrape();
  const value = (name: string): number =>
    page.find(name).reduce((total, sample) => total + sample.value, 0);
  const { spansAccepted, spansDelivered, spansDropped, spansInFlight } = SELF_METRICS;
  const ends = [spansDelivered, spansDropped, spansInFlight].map(({ name }) => value(name));
  expect(ends.reduce((total, one) => total + one, 0)).toBe(value(spansAccepted.name));
});
