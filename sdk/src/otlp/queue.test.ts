import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newFolderName, Spool, SpoolFolder } from '../spool/index.ts';
import { encodeResource } from './batch.ts';
import { ExportCounters } from './counters.ts';
import { ExportQueue } from './queue.ts';
import { fieldsOf } from './read/wire.ts';
import type { SendResult } from './sender.ts';
import type { ProtoWriter } from './writer.ts';

const SCOPE = { name: 'test', version: undefined };
const AWAY: SendResult = { status: 'retryable', reason: 'unavailable', message: 'away' };
const DELIVERED: SendResult = { status: 'delivered', rejected: 0, message: '' };

let root: string;
const made: Rig[] = [];
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'queue-test-')), 'spool');
});
afterEach(() => {
  for (const rig of made.splice(0)) rig.queue.close();
  rmSync(join(root, '..'), { recursive: true, force: true });
});

/** A queue of numbered items in front of a backend that the test plays. */
class Rig {
  readonly counters = new ExportCounters();
  readonly queue: ExportQueue;
  readonly arrived: number[] = [];
  answer: SendResult = DELIVERED;
  #next = 0;

  /** Requests stay unanswered until then. */
  isHeld = false;
  readonly #held: (() => void)[] = [];

  constructor(hasSpool = true, maxExportSize = 10) {
    this.queue = new ExportQueue(
      {
        maxQueueSize: 100,
        maxExportSize,
        scheduleDelayMs: 5,
        resource: encodeResource({}),
      },
      this.counters,
      () =>
        Promise.resolve({
          send: async (request: Uint8Array) => {
            if (this.isHeld) await new Promise<void>((resolve) => this.#held.push(resolve));
            if (this.answer === DELIVERED) this.arrived.push(...numbersIn(request));
            return this.answer;
          },
          close: () => undefined,
        }),
    );
    if (hasSpool) this.queue.openSpool = () => this.#spool();
    made.push(this);
  }

  #spool(): Spool {
    const { counters } = this;
    return new Spool(
      new SpoolFolder(root, 'shop', 'spans', newFolderName()),
      { maxBytes: 1_000_000, maxAgeMs: 60_000, segmentBytes: 1, isText: false },
      {
        onDropped: (reason, items) => counters.drop(reason, items),
        onAdopted: (items) => {
          counters.adopted += items;
        },
        onFault: () => undefined,
      },
    );
  }

  add(count: number, from = this.#next): void {
    for (let n = from; n < from + count; n += 1) {
      this.queue.add(
        SCOPE,
        (writer: ProtoWriter, item: number) => writer.text(0x0a, `n${item}`),
        n,
      );
    }
    this.#next = from + count;
  }

  release(): void {
    this.isHeld = false;
    for (const resolve of this.#held.splice(0)) resolve();
  }

  /** What the account calls in flight must be what memory holds. */
  get isBalanced(): boolean {
    return this.counters.inFlight === this.queue.size;
  }
}

function numbersIn(request: Uint8Array): number[] {
  const at = (bytes: Uint8Array, number: number) =>
    [...fieldsOf(bytes)].filter((field) => field.number === number).map((field) => field.bytes());
  return at(request, 1)
    .flatMap((resource) => at(resource, 2))
    .flatMap((scope) => at(scope, 2))
    .map((item) => Number(at(item, 1)[0]?.toString('utf8').slice(1)));
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_none, n) => n);

/** Makes the owners of all folders processes that have ended. */
function killOwners(): void {
  const parent = join(root, 'shop', 'spans');
  for (const name of readdirSync(parent)) {
    const path = join(parent, name, 'owner.json');
    const owner = JSON.parse(readFileSync(path, 'utf8')) as object;
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(path, JSON.stringify({ ...owner, pid }));
  }
}

describe('while the backend is away', () => {
  test('what memory has no room for goes to disk, and all of it arrives in the end', async () => {
    const rig = new Rig();
    rig.answer = AWAY;
    for (let round = 0; round < 40; round += 1) {
      rig.add(20);
      await expect.poll(() => rig.queue.size).toBeLessThanOrEqual(60);
      await expect.poll(() => rig.isBalanced).toBe(true);
    }
    expect(rig.counters.spooled).toBeGreaterThan(700);
    rig.answer = DELIVERED;
    await rig.queue.flush(5000);
    await expect.poll(() => rig.arrived.length, { timeout: 10_000 }).toBe(800);
    expect(rig.arrived.toSorted((a, b) => a - b)).toEqual(numbers(800));
    expect(rig.counters).toMatchObject({ delivered: 800, spooled: 0, inFlight: 0 });
    expect(rig.counters.dropped.size).toBe(0);
  });

  test('a queue that was full when it went makes room by the disk', async () => {
    const rig = new Rig(true, 25);
    rig.answer = AWAY;
    rig.isHeld = true;
    // Two requests under way and two batches behind them: full, and nothing of it spilled.
    rig.add(50);
    await rig.queue.flush(50);
    rig.add(50);
    expect(rig.queue.size).toBe(100);
    rig.release();
    await expect.poll(() => rig.counters.spooled).toBe(100);
    expect(rig.counters.dropped.size).toBe(0);
  });

  test('without a spool the queue stays bounded, and the rest is counted', async () => {
    const rig = new Rig(false);
    rig.answer = AWAY;
    rig.add(300);
    await expect.poll(() => rig.isBalanced).toBe(true);
    expect(rig.queue.size).toBe(100);
    expect(rig.counters.dropped.get('queue_full')).toBe(200);
  });
});

describe('what is left at the exit', () => {
  test('is found and delivered by the next start, every item of every batch', async () => {
    const first = new Rig();
    first.answer = AWAY;
    first.add(95);
    await first.queue.flush(1000);
    first.queue.close();
    expect(first.counters).toMatchObject({ accepted: 95, spooled: 95, inFlight: 0 });
    killOwners();
    // A file that was being made when the process died.
    const [folder = ''] = readdirSync(join(root, 'shop', 'spans'));
    writeFileSync(join(root, 'shop', 'spans', folder, '000000000-0000-0000.open'), '');

    const second = new Rig();
    await second.queue.adopt(true);
    await expect.poll(() => second.arrived.length).toBe(95);
    expect(second.arrived.toSorted((a, b) => a - b)).toEqual(numbers(95));
    await expect.poll(() => second.counters.inFlight).toBe(0);
    expect(second.counters).toMatchObject({ adopted: 95, delivered: 95, spooled: 0 });
  });

  test('is counted as dropped where there is no disk', () => {
    const rig = new Rig(false);
    rig.answer = AWAY;
    rig.add(25);
    rig.queue.close();
    expect(rig.counters.dropped.get('exit')).toBe(25);
    expect(rig.isBalanced).toBe(true);
  });

  test('while memory is short is on disk before anything is tried', async () => {
    const rig = new Rig();
    rig.answer = AWAY;
    rig.add(15);
    rig.queue.careful(true);
    await expect.poll(() => rig.counters.spooled).toBe(15);
    rig.add(10);
    await expect.poll(() => rig.counters.spooled).toBe(25);
    await expect.poll(() => rig.isBalanced).toBe(true);
  });
});

test('a batch that is refused for good is dropped, also from disk', async () => {
  const rig = new Rig();
  rig.answer = AWAY;
  rig.add(100);
  await expect.poll(() => rig.counters.spooled).toBeGreaterThan(0);
  rig.answer = { status: 'failed', reason: 'invalid_argument', message: 'no' };
  await rig.queue.flush(5000);
  await expect.poll(() => rig.counters.dropped.get('not_retryable'), { timeout: 10_000 }).toBe(100);
  expect(rig.counters).toMatchObject({ spooled: 0, inFlight: 0 });
});
