import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MemoryStore } from '../memory-store.ts';
import { spanIdOf, traceIdOf, traceRequest } from '../testing/otlp-bytes.ts';
import { exportLines } from './export.ts';
import { listSegments, lockFolder } from './folder.ts';
import { Journal, type JournalBounds } from './journal.ts';
import { loadFile, restore } from './restore.ts';

const ALWAYS = { fromMs: 0, toMs: Infinity };
const HOUR_MS = 3_600_000;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'segments-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fill(store: MemoryStore, from = 1, to = 20): void {
  const { metrics } = store;
  const ref = metrics.ref({ __name__: 'requests_total', path: '/a "b"' });
  metrics.setMetadata('requests_total', { type: 'counter', help: 'Requests.', unit: '' });
  for (let number = from; number <= to; number++) {
    const ids = { traceId: traceIdOf(number), spanId: spanIdOf(number) };
    store.spans.appendOtlp(traceRequest('shop', [{ ...ids, startMs: 1e12 + number }]));
    const json = Buffer.from(JSON.stringify({ message: `grüße ${number}`, nested: { j: 1 } }));
    const { traceId } = ids;
    store.logs.append({ timeMs: 1e12 + number, level: 'warn', service: 'sh"op', traceId, json });
    metrics.append(ref, number * 1000, [number, Number.NaN, Infinity][number % 3] as number);
  }
  metrics.markStale(ref, to * 1000 + 1);
  metrics.addExemplar(ref, { labels: { trace_id: traceIdOf(1) }, value: 1, timeMs: 500 });
}

/** All that a store can say, to compare two of them. */
function everything(store: MemoryStore): unknown {
  const logs: unknown[] = [];
  store.logs.scan(ALWAYS, (row) => {
    logs.push([row.timeMs, row.level, row.service, row.traceId, row.text()]);
    return true;
  });
  const spans: unknown[] = [];
  store.spans.scan(ALWAYS, (row) => spans.push(row.span()) > 0);
  const samples = store.metrics
    .select([], 0, 1e15)
    .map(({ labels, timesMs, values, stale }) => [labels, [...timesMs], [...values], stale]);
  const exemplars = store.metrics.exemplars([], ALWAYS);
  return { logs, spans, samples, exemplars, metadata: [...store.metrics.metadata()] };
}

/** The only segment of the folder. */
function segmentPath(): string {
  const [segment] = listSegments(folder);
  if (segment === undefined) throw new Error('no segment was written');
  return segment.path;
}

async function journaled(bounds: Partial<JournalBounds> = {}): Promise<MemoryStore> {
  const journal = new Journal(folder, bounds);
  const store = new MemoryStore({}, journal);
  journal.open();
  fill(store);
  await store.close();
  return store;
}

describe('a restart', () => {
  test('has everything of before', async () => {
    const before = await journaled();
    const after = new MemoryStore();
    const loaded = await restore(after, folder, HOUR_MS);
    expect(loaded).toMatchObject({ spans: 20, logs: 20, samples: 21, broken: 0 });
    expect(everything(after)).toEqual(everything(before));
  });

  test('files are the owner’s alone', async () => {
    await journaled();
    expect(statSync(segmentPath()).mode & 0o777).toBe(0o600);
  });

  test('a corrupt tail and a broken line cost themselves alone', async () => {
    await journaled();
    appendFileSync(segmentPath(), '{"k":"log","t":1,"l":"info","s":"x","i":"","j":{"mess');
    appendFileSync(segmentPath(), '\nnonsense\n{"k":"spans","otlp":"AAAA"}\n');
    const after = new MemoryStore();
    const loaded = await restore(after, folder, HOUR_MS);
    expect(loaded).toMatchObject({ spans: 20, logs: 20, samples: 21, broken: 3 });
    expect(loaded.reason).not.toBe('');
  });

  test('segments older than the hour are not read', async () => {
    await journaled();
    const after = new MemoryStore();
    expect(await restore(after, folder, -1)).toMatchObject({ spans: 0, logs: 0 });
  });
});

describe('the journal', () => {
  test('starts new segments and removes the oldest by bytes', async () => {
    const journal = new Journal(folder, { segmentBytes: 2000, folderBytes: 9000 });
    const store = new MemoryStore({}, journal);
    journal.open();
    for (let turn = 0; turn < 12; turn++) {
      fill(store, turn * 20 + 1, turn * 20 + 20);
      await journal.flush();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await store.close();
    const segments = listSegments(folder);
    expect(segments.length).toBeGreaterThan(0);
    expect(segments.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(20_000);
    // Each segment introduces its series itself, so the rest can be read without the first.
    const after = new MemoryStore();
    expect((await restore(after, folder, HOUR_MS)).broken).toBe(0);
  });

  test('counts what a failing disk did not take', async () => {
    const journal = new Journal(join(folder, 'missing'));
    const store = new MemoryStore({}, journal);
    journal.open();
    fill(store);
    await journal.flush();
    expect(journal.leftOut).toBeGreaterThan(0);
    expect(journal.problem).toContain('ENOENT');
    await store.close();
  });

  test('text that waits for the disk is bounded', async () => {
    const journal = new Journal(folder, { waitingBytes: 1000 });
    const store = new MemoryStore({}, journal);
    journal.open();
    fill(store, 1, 100);
    expect(journal.leftOut).toBeGreaterThan(50);
    await store.close();
    expect(statSync(segmentPath()).size).toBeLessThan(3000);
  });
});

describe('an export', () => {
  test.each([
    ['plain', (text: string) => Buffer.from(text)],
    ['compressed', (text: string) => gzipSync(text)],
  ])('%s, loads as what it was', async (_, pack) => {
    const before = new MemoryStore();
    fill(before);
    const path = join(folder, 'slice');
    writeFileSync(path, pack([...exportLines(before, ALWAYS)].join('\n')));
    const after = new MemoryStore();
    expect(await loadFile(after, path)).toMatchObject({ spans: 20, logs: 20, broken: 0 });
    expect(everything(after)).toEqual(everything(before));
  });

  test('a slice holds no more than its range', async () => {
    const before = new MemoryStore();
    fill(before);
    const range = { fromMs: 1e12 + 5, toMs: 1e12 + 8 };
    const path = join(folder, 'slice');
    writeFileSync(path, [...exportLines(before, range)].join('\n'));
    const after = new MemoryStore();
    expect(await loadFile(after, path)).toMatchObject({ spans: 4, logs: 4, samples: 0 });
  });
});

test('a folder belongs to one process at a time; a dead one is succeeded', () => {
  const release = lockFolder(folder);
  expect(release).toBeDefined();
  writeFileSync(join(folder, 'lock'), String(process.ppid));
  expect(lockFolder(folder)).toBeUndefined();
  writeFileSync(join(folder, 'lock'), '4194305');
  const again = lockFolder(folder);
  expect(again).toBeDefined();
  again?.();
  expect(readdirSync(folder)).toEqual([]);
});
