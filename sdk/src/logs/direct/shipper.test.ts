import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ShipperBench } from '../../../test/support/shipper-bench.ts';
import { PENDING_LIMIT_BYTES } from './bounds.ts';
import type { BulkAnswer } from './outcome.ts';

const OUTAGE: BulkAnswer = { kind: 'outage', reason: 'ECONNREFUSED', message: 'gone' };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shipper-test-'));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(async () => {
  await bench?.settle();
  if (bench !== undefined && bench.imbalances.length > 0) throw new Error(bench.imbalances[0]);
  bench?.stop();
  await bench?.settle();
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

let bench: ShipperBench | undefined;

/** A shipper with a disk of its own, or without any. */
function open(hasSpool = true, maxBytes?: number): ShipperBench {
  bench = new ShipperBench(hasSpool ? root : undefined, maxBytes);
  return bench;
}

describe('while Elasticsearch answers', () => {
  test('every line is delivered once, and the batches are free again', async () => {
    const shop = open();
    for (let n = 0; n < 20; n += 1) shop.batch(100);
    await shop.settle();
    expect(shop.stored.size).toBe(2000);
    expect(shop.totals.delivered).toBe(2000);
    expect(shop.inFlight).toBe(0);
    expect(shop.spooled).toBe(0);
  });

  test('a line that is refused for good is a dead letter with its reason', async () => {
    const shop = open();
    const reason = { type: 'document_parsing_exception', reason: 'no number' };
    shop.answer = (lines) =>
      shop.store(lines, (line) =>
        line.includes('line-7"') ? { status: 400, error: reason } : { status: 201 },
      );
    shop.batch(100);
    await shop.until(() => shop.inFlight === 0);
    expect(shop.totals).toMatchObject({ delivered: 99, deadLettered: 1 });
    shop.stop();
    const folder = join(root, 'shop', 'dead-letter');
    await shop.until(() => readdirSync(folder).some((name) => name.endsWith('.ndjson')));
    const [file = ''] = readdirSync(folder);
    expect(file).toMatch(/\.ndjson$/);
    expect(JSON.parse(readFileSync(join(folder, file), 'utf8'))).toMatchObject({
      index: 'logs-sightline-test',
      status: 400,
      reason: '400 document_parsing_exception: no number',
      document: { id: 'line-7' },
    });
    expect(shop.isSaid('deadLetter')).toBe(true);
  });

  test('what its failure store took is not called delivered', async () => {
    const shop = open();
    shop.answer = (lines) => shop.store(lines, () => ({ status: 201, failure_store: 'used' }));
    shop.batch(5);
    await shop.settle();
    expect(shop.totals).toMatchObject({ delivered: 0, rejectedStored: 5 });
    expect(shop.inFlight).toBe(0);
  });
});

describe('an outage', () => {
  test.each([20, 600])('of %i seconds loses nothing', async (seconds) => {
    const shop = open();
    shop.batch(10);
    await shop.settle();
    shop.answer = () => OUTAGE;
    for (let second = 0; second < seconds; second += 1) {
      shop.batch(10);
      await shop.pass(1000);
    }
    await shop.until(() => shop.spooled > 0);
    expect(shop.said.filter(({ kind }) => kind === 'outage')).toHaveLength(1);
    shop.answer = (lines) => shop.store(lines);
    // The longest pause between two attempts.
    await shop.pass(31_000);
    await shop.until(() => shop.stored.size === shop.accepted && shop.inFlight === 0);
    expect(shop.totals.delivered).toBe(shop.accepted);
    expect(shop.totals.dropped + shop.spooled + shop.inFlight).toBe(0);
    expect(shop.isSaid('recovered')).toBe(true);
  });

  test('in which answers get lost stores nothing twice', async () => {
    const shop = open();
    let requests = 0;
    shop.answer = (lines) => {
      requests += 1;
      const answer = shop.store(lines);
      return requests % 3 === 0 ? answer : OUTAGE;
    };
    for (let n = 0; n < 30; n += 1) {
      shop.batch(10);
      await shop.pass(1000);
    }
    shop.answer = (lines) => shop.store(lines);
    await shop.pass(31_000);
    await shop.until(() => shop.totals.delivered === 300);
    expect(shop.stored.size).toBe(300);
  });

  test('longer than the disk allows costs the oldest, counted', async () => {
    const shop = open(true, 100_000);
    shop.answer = () => OUTAGE;
    for (let n = 0; n < 100; n += 1) {
      shop.batch(10, 500);
      await shop.pass(1000);
    }
    await shop.until(() => shop.totals.dropped > 0 && shop.inFlight <= 10);
    shop.answer = (lines) => shop.store(lines);
    await shop.pass(60_000);
    await shop.until(() => shop.stored.size + shop.totals.dropped === 1000);
    expect(shop.stored.has('line-999')).toBe(true);
    // What was being tried when the disk was full stays; what came after it went first.
    expect(shop.stored.has('line-200')).toBe(false);
  });

  test('without a disk costs the oldest when memory is used up, and no memory beyond', async () => {
    const shop = open(false);
    shop.answer = () => OUTAGE;
    const batches = 40;
    for (let n = 0; n < batches; n += 1) {
      shop.batch(10, 50_000);
      await shop.settle();
    }
    const kept = shop.inFlight;
    expect(kept * 50_000).toBeLessThan(PENDING_LIMIT_BYTES + 1_500_000);
    expect(shop.totals.dropped).toBe(batches * 10 - kept);
    shop.answer = (lines) => shop.store(lines);
    await shop.pass(31_000);
    await shop.until(() => shop.stored.size === kept);
    expect(shop.stored.has(`line-${batches * 10 - 1}`)).toBe(true);
  });

  test('of the kind that says how long: nobody asks earlier', async () => {
    const shop = open();
    let asked = 0;
    shop.answer = () => {
      asked += 1;
      return { kind: 'outage', reason: 'busy', message: 'later', retryAfterMs: 20_000 };
    };
    shop.batch(1);
    await shop.pass(19_000);
    expect(asked).toBe(1);
    await shop.pass(2000);
    expect(asked).toBe(2);
  });
});

describe('a slow Elasticsearch', () => {
  test('leaves memory bounded: what waits too long goes by way of the disk', async () => {
    const shop = open();
    shop.answer = async (lines) => {
      await new Promise((resolve) => {
        setTimeout(resolve, 30_000);
      });
      return shop.store(lines);
    };
    for (let n = 0; n < 100; n += 1) {
      shop.batch(10, 20_000);
      await shop.settle();
    }
    await shop.until(() => shop.inFlight * 20_000 < 6_000_000);
    expect(shop.spooled).toBeGreaterThan(500);
    shop.answer = (lines) => shop.store(lines);
    await shop.pass(31_000);
    await shop.until(() => shop.stored.size === 1000);
  });

  test('that refuses a part of each request gets that part again, and the rest once', async () => {
    const shop = open();
    let busy = true;
    shop.answer = (lines) =>
      shop.store(lines, (line) =>
        busy && /line-\d*[05]"/.test(line) ? { status: 429 } : { status: 201 },
      );
    for (let n = 0; n < 10; n += 1) {
      shop.batch(10);
      await shop.pass(1000);
    }
    expect(shop.stored.size).toBe(80);
    busy = false;
    await shop.pass(31_000);
    await shop.until(() => shop.totals.delivered === 100);
    expect(shop.stored.size).toBe(100);
  });
});

test('a shard that is gone during an outage does not end the attempts', async () => {
  const shop = open(false);
  let phase = 'one shard';
  shop.answer = (lines) => {
    if (phase === 'all gone') return OUTAGE;
    const isHit = (line: string): boolean => phase === 'one shard' && line.includes('line-1"');
    return shop.store(lines, (line) => ({ status: isHit(line) ? 503 : 201 }));
  };
  shop.batch(2);
  await shop.pass(1000);
  expect(shop.stored.size).toBe(1);
  phase = 'all gone';
  await shop.pass(5000);
  phase = 'one shard';
  await shop.pass(40_000);
  phase = 'well';
  await shop.pass(40_000);
  await shop.until(() => shop.totals.delivered === 2);
});

describe('a flush', () => {
  test('is over when memory is empty', async () => {
    const shop = open();
    shop.batch(10);
    shop.flush();
    expect(shop.isSaid('flushed')).toBe(false);
    await shop.settle();
    expect(shop.isSaid('flushed')).toBe(true);
    expect(shop.stored.size).toBe(10);
  });

  test('during an outage puts everything on disk, after one attempt', async () => {
    const shop = open();
    shop.answer = () => OUTAGE;
    shop.batch(10);
    await shop.settle();
    shop.batch(10);
    shop.flush();
    await shop.until(() => shop.isSaid('flushed'));
    expect(shop.spooled).toBe(20);
    expect(shop.inFlight).toBe(0);
  });

  test('during an outage without a disk does not wait for ever', async () => {
    const shop = open(false);
    shop.answer = () => OUTAGE;
    shop.batch(10);
    await shop.settle();
    shop.flush();
    await shop.settle();
    expect(shop.isSaid('flushed')).toBe(true);
    expect(shop.inFlight).toBe(10);
  });
});

test('when memory is short, what comes goes to disk before it is sent', async () => {
  const shop = open();
  let release: () => void = () => undefined;
  shop.answer = async (lines) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return shop.store(lines);
  };
  // Both lanes are taken by what came before.
  shop.batch(1);
  shop.batch(1);
  await shop.settle();
  shop.careful(true);
  shop.batch(5);
  await shop.until(() => shop.spooled === 5);
  shop.careful(false);
  shop.answer = (lines) => shop.store(lines);
  release();
  await shop.settle();
  expect(shop.inFlight).toBeLessThanOrEqual(1);
});
