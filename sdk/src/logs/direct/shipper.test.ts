import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PENDING_LIMIT_BYTES } from './bounds.ts';
import type { Account, FromShipper } from './messages.ts';
import type { BulkAnswer, BulkItem } from './outcome.ts';
import { Shelf } from './shelf.ts';
import { Shipper } from './shipper.ts';

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

let bench: Bench | undefined;

/** A shipper between a service and an Elasticsearch that the test plays; time is virtual. */
class Bench {
  /** What Elasticsearch holds: id -> times stored. */
  readonly stored = new Map<string, number>();
  readonly said: FromShipper[] = [];
  answer: (lines: readonly string[]) => BulkAnswer | Promise<BulkAnswer> = (lines) =>
    this.store(lines);
  accepted = 0;
  readonly totals = { delivered: 0, deadLettered: 0, rejectedStored: 0, adopted: 0, dropped: 0 };
  spooled = 0;
  /** Moments at which the account did not agree with what the service still holds. */
  readonly imbalances: string[] = [];
  readonly #unsettled = new Map<number, number>();
  readonly #shipper: Shipper;
  #nextId = 1;

  constructor(hasSpool = true, maxBytes = 50_000_000) {
    const elasticsearch = {
      url: 'http://es',
      authorization: undefined,
      apiKeyFile: undefined,
      ca: undefined,
      index: 'logs-sightline-test',
    };
    const spool = { dir: root, maxBytes, maxAgeMs: 86_400_000, service: 'shop', folder: 'own' };
    this.#shipper = new Shipper({
      client: {
        send: async (lines) => this.answer(lines),
        close: () => Promise.resolve(),
      },
      shelf: new Shelf({
        elasticsearch,
        spool: hasSpool ? spool : undefined,
        knownLines: 0,
      }),
      post: (message) => this.#hear(message),
    });
    bench = this;
  }

  #hear(message: FromShipper): void {
    this.said.push(message);
    if (message.kind !== 'account') return;
    const { account } = message;
    for (const id of account.settled ?? []) this.#unsettled.delete(id);
    for (const key of ['delivered', 'deadLettered', 'rejectedStored', 'adopted'] as const) {
      this.totals[key] += account[key] ?? 0;
    }
    this.totals.dropped += dropsOf(account);
    this.spooled = account.spooled;
    this.#checkBalance();
  }

  /** Lines whose fate is not told yet: as the service would work it out. */
  get inFlight(): number {
    const { delivered, deadLettered, rejectedStored, adopted, dropped } = this.totals;
    const settled = delivered + deadLettered + rejectedStored + dropped + this.spooled;
    return this.accepted + adopted - settled;
  }

  #checkBalance(): void {
    let kept = 0;
    for (const lines of this.#unsettled.values()) kept += lines;
    const { inFlight } = this;
    if (inFlight < 0 || inFlight > kept) this.imbalances.push(`${inFlight} of ${kept} in flight`);
  }

  store(lines: readonly string[], item: (line: string) => BulkItem = () => ({ status: 201 })) {
    const items = lines.map((line) => {
      const { id } = JSON.parse(line) as { id: string };
      if (this.stored.has(id)) return { status: 409 };
      const result = item(line);
      if (result.status < 300) this.stored.set(id, 1);
      return result;
    });
    return { kind: 'answered', items } as const;
  }

  batch(count: number, padding = 0): void {
    let text = '';
    for (let n = 0; n < count; n += 1) {
      text += `${JSON.stringify({ id: `line-${this.accepted + n}`, pad: 'x'.repeat(padding) })}\n`;
    }
    this.accepted += count;
    const bytes = Buffer.from(text);
    const memory = new SharedArrayBuffer(bytes.length);
    Buffer.from(memory).set(bytes);
    const id = this.#nextId++;
    this.#unsettled.set(id, count);
    const { length } = bytes;
    this.#shipper.receive({ kind: 'batch', id, memory, length, lines: count });
  }

  flush(): void {
    this.#shipper.receive({ kind: 'flush', id: 7 });
  }

  careful(on: boolean): void {
    this.#shipper.receive({ kind: 'careful', on });
  }

  stop(): void {
    this.#shipper.receive({ kind: 'stop' });
  }

  isSaid(kind: FromShipper['kind']): boolean {
    return this.said.some((message) => message.kind === kind);
  }

  /** Lets all promises catch up. */
  async settle(): Promise<void> {
    for (let round = 0; round < 40; round += 1) await turn();
  }

  /** Waits, in real time, until something is so. */
  async until(condition: () => boolean): Promise<void> {
    const giveUpMs = performance.now() + 5000;
    while (!condition() && performance.now() < giveUpMs) await turn();
    if (!condition()) throw new Error('it did not come about');
  }

  async pass(ms: number, stepMs = 1000): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await vi.advanceTimersByTimeAsync(stepMs);
      await this.settle();
    }
  }
}

function dropsOf({ dropped = {} }: Account): number {
  return Object.values(dropped).reduce((sum, lines) => sum + lines, 0);
}

describe('while Elasticsearch answers', () => {
  test('every line is delivered once, and the batches are free again', async () => {
    const shop = new Bench();
    for (let n = 0; n < 20; n += 1) shop.batch(100);
    await shop.settle();
    expect(shop.stored.size).toBe(2000);
    expect(shop.totals.delivered).toBe(2000);
    expect(shop.inFlight).toBe(0);
    expect(shop.spooled).toBe(0);
  });

  test('a line that is refused for good is a dead letter with its reason', async () => {
    const shop = new Bench();
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
    const shop = new Bench();
    shop.answer = (lines) => shop.store(lines, () => ({ status: 201, failure_store: 'used' }));
    shop.batch(5);
    await shop.settle();
    expect(shop.totals).toMatchObject({ delivered: 0, rejectedStored: 5 });
    expect(shop.inFlight).toBe(0);
  });
});

describe('an outage', () => {
  test.each([20, 600, 3600])('of %i seconds loses nothing', async (seconds) => {
    const shop = new Bench();
    shop.batch(10);
    await shop.settle();
    shop.answer = () => OUTAGE;
    for (let second = 0; second < seconds; second += 1) {
      shop.batch(10);
      await shop.pass(1000);
    }
    expect(shop.spooled).toBeGreaterThan(0);
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
    const shop = new Bench();
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
    const shop = new Bench(true, 100_000);
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
    const shop = new Bench(false);
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
    const shop = new Bench();
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
    const shop = new Bench();
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
    const shop = new Bench();
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
  const shop = new Bench(false);
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
    const shop = new Bench();
    shop.batch(10);
    shop.flush();
    expect(shop.isSaid('flushed')).toBe(false);
    await shop.settle();
    expect(shop.isSaid('flushed')).toBe(true);
    expect(shop.stored.size).toBe(10);
  });

  test('during an outage puts everything on disk, after one attempt', async () => {
    const shop = new Bench();
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
    const shop = new Bench(false);
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
  const shop = new Bench();
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
