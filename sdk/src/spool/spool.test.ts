import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SpoolFolder } from './folder.ts';
import { LastWords } from './last-words.ts';
import { Spool } from './spool.ts';

let root: string;
const opened: Spool[] = [];
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'spool-test-')), 'spool');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((spool) => spool.close()));
  rmSync(join(root, '..'), { recursive: true, force: true });
});

const LIMITS = { maxBytes: 10_000, maxAgeMs: 60_000, segmentBytes: 500, isText: true };

function open(limits: Partial<typeof LIMITS> = {}, name?: string) {
  const events = {
    onDropped: vi.fn<(reason: string, items: number) => void>(),
    onAdopted: vi.fn<(items: number) => void>(),
    onFault: vi.fn<(error: Error) => void>(),
  };
  const folder = new SpoolFolder(root, 'shop', 'logs', name);
  const spool = new Spool(folder, { ...LIMITS, ...limits }, events);
  opened.push(spool);
  return { spool, events, folder };
}

const payload = (n: number): Buffer => Buffer.from(`{"n":${n}}\n`);

async function drain(spool: Spool): Promise<string> {
  let text = '';
  for (let taken = await spool.take(); taken !== undefined; taken = await spool.take()) {
    for (const frame of taken.frames) {
      text += frame.payload.toString('utf8');
      taken.settle(frame.items);
    }
    await taken.done();
  }
  return text;
}

/** Makes the owner of a folder a process that has ended. */
function kill(folder: string): void {
  const path = join(folder, 'owner.json');
  const owner = JSON.parse(readFileSync(path, 'utf8')) as object;
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(path, JSON.stringify({ ...owner, pid }));
}

describe('a spool', () => {
  test('gives back what was put in, oldest first, and leaves nothing behind', async () => {
    const { spool, folder } = open();
    for (let n = 0; n < 200; n += 1) expect(await spool.append(payload(n), 1)).toBe(true);
    expect(spool.items).toBe(200);
    let expected = '';
    for (let n = 0; n < 200; n += 1) expected += payload(n).toString('utf8');
    expect(await drain(spool)).toBe(expected);
    expect(spool.items).toBe(0);
    expect(readdirSync(folder.path)).toEqual(['owner.json']);
    await spool.close();
    expect(existsSync(folder.path)).toBe(false);
  });

  test('keeps what was put back', async () => {
    const { spool } = open();
    await spool.append(payload(1), 1);
    const taken = await spool.take();
    expect(await spool.take()).toBeUndefined();
    taken?.putBack();
    expect(await drain(spool)).toBe(payload(1).toString('utf8'));
  });

  test('is for its owner only', async () => {
    const { spool, folder } = open();
    await spool.append(payload(1), 1);
    expect(statSync(root).mode & 0o777).toBe(0o700);
    expect(statSync(folder.path).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder.path)) {
      expect(statSync(join(folder.path, name)).mode & 0o777).toBe(0o600);
    }
  });

  test('lets go of the oldest when it is full, and counts it', async () => {
    const { spool, events } = open({ maxBytes: 4000 });
    for (let n = 0; n < 400; n += 1) expect(await spool.append(payload(n), 1)).toBe(true);
    const dropped = events.onDropped.mock.calls.reduce((sum, [, items]) => sum + items, 0);
    expect(events.onDropped.mock.calls.every(([reason]) => reason === 'spool_full')).toBe(true);
    expect(dropped).toBeGreaterThan(0);
    expect(dropped + spool.items).toBe(400);
    const text = await drain(spool);
    expect(text.startsWith(payload(dropped).toString('utf8'))).toBe(true);
    expect(text.endsWith(payload(399).toString('utf8'))).toBe(true);
  });

  test('refuses what is larger than all of it', async () => {
    const { spool } = open({ maxBytes: 1000 });
    expect(await spool.append(Buffer.alloc(1001, 'x'), 1)).toBe(false);
    expect(spool.items).toBe(0);
  });

  test('lets go of what is too old, by a clock that nobody sets', async () => {
    const { spool, events } = open();
    await spool.append(payload(1), 1);
    (await spool.take())?.putBack();
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 365 * 86_400_000);
    expect(spool.items).toBe(1);
    await spool.append(payload(2), 1);
    expect(events.onDropped).not.toHaveBeenCalled();
    const nowMs = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(nowMs + LIMITS.maxAgeMs + 1000);
    await spool.append(payload(3), 1);
    expect(events.onDropped).toHaveBeenCalledWith('spool_expired', 1);
  });

  test('tells that the disk refuses, keeps nothing half, and recovers', async () => {
    const { spool, events, folder } = open();
    rmSync(folder.ready(), { recursive: true });
    writeFileSync(folder.path, 'in the way');
    expect(await spool.append(payload(1), 1)).toBe(false);
    expect(events.onFault).toHaveBeenCalledTimes(1);
    expect(spool.items).toBe(0);
    rmSync(folder.path);
    mkdirSync(folder.path);
    expect(await spool.append(payload(2), 1)).toBe(true);
    expect(await drain(spool)).toBe(payload(2).toString('utf8'));
  });

  test('counts what a damaged file has lost', async () => {
    const { spool, events, folder } = open();
    await spool.append(Buffer.from('{"a":1}\n{"a":2}\n{"a":3}\n'), 3);
    (await spool.take())?.putBack();
    const [file = ''] = readdirSync(folder.path).filter((name) => name.endsWith('.seg'));
    const path = join(folder.path, file);
    writeFileSync(path, readFileSync(path, 'latin1').replace('"a":2', '\0a":2'), 'latin1');
    expect(await drain(spool)).toBe('{"a":1}\n{"a":3}\n');
    expect(events.onDropped).toHaveBeenCalledWith('spool_corrupt', 1);
    expect(spool.items).toBe(0);
  });
});

describe('what a process leaves', () => {
  test('is taken over once it has died, whatever state its files are in', async () => {
    const dead = open();
    for (let n = 0; n < 100; n += 1) await dead.spool.append(payload(n), 1);
    dead.spool.appendSync(payload(100), 1);
    const next = open();
    await next.spool.adopt(true);
    expect(next.spool.items).toBe(0);
    kill(dead.folder.path);
    expect(await next.spool.adopt(false)).toBe(101);
    expect(next.events.onAdopted.mock.calls.reduce((sum, [items]) => sum + items, 0)).toBe(101);
    expect(next.spool.items).toBe(101);
    expect((await drain(next.spool)).split('\n')).toHaveLength(102);
    expect(existsSync(dead.folder.path)).toBe(false);
  });

  test('is taken over by one process only', async () => {
    const dead = open();
    await dead.spool.append(payload(1), 1);
    kill(dead.folder.path);
    const two = [open(), open()];
    const adopted = await Promise.all(two.map(({ spool }) => spool.adopt(true)));
    expect(adopted.toSorted()).toEqual([0, 1]);
  });

  test('is found in the own folder by the thread that follows', async () => {
    const first = open({}, 'same');
    await first.spool.append(payload(1), 1);
    // The one that wrote it knows it: it is not found a second time.
    expect(await first.spool.adopt(true)).toBe(0);
    const second = open({}, 'same');
    expect(await second.spool.adopt(true)).toBe(1);
  });

  test('is left alone in another container until nobody has renewed it for a while', async () => {
    const other = open();
    await other.spool.append(payload(1), 1);
    const owner = join(other.folder.path, 'owner.json');
    const given = JSON.parse(readFileSync(owner, 'utf8')) as object;
    writeFileSync(owner, JSON.stringify({ ...given, pidNamespace: 'pid:[1]', pid: 1 }));
    const next = open();
    expect(await next.spool.adopt(true)).toBe(0);
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(owner, longAgo, longAgo);
    utimesSync(other.folder.path, longAgo, longAgo);
    expect(await next.spool.adopt(false)).toBe(1);
  });

  test('of an earlier boot is taken over at once', async () => {
    const other = open();
    await other.spool.append(payload(1), 1);
    const owner = join(other.folder.path, 'owner.json');
    const given = JSON.parse(readFileSync(owner, 'utf8')) as object;
    writeFileSync(owner, JSON.stringify({ ...given, bootId: 'before' }));
    expect(await open().spool.adopt(true)).toBe(1);
  });

  test('more than the bound costs the oldest', async () => {
    const dead = open({ maxBytes: 100_000 });
    for (let n = 0; n < 1000; n += 1) await dead.spool.append(payload(n), 1);
    kill(dead.folder.path);
    const next = open({ maxBytes: 4000 });
    await next.spool.adopt(true);
    const lost = next.events.onDropped.mock.calls.reduce((sum, [, n]) => sum + n, 0);
    expect(lost + next.spool.items).toBe(1000);
    expect(next.spool.items).toBeGreaterThan(0);
  });

  test('as last words is replaced, and withdrawn when the process lives on', async () => {
    const words = new LastWords(root, 'shop', 'logs');
    expect(words.write([{ payload: payload(1), items: 1 }])).toBe(true);
    expect(words.write([{ payload: payload(2), items: 1 }])).toBe(true);
    const parent = join(root, 'shop', 'logs');
    const [name = ''] = readdirSync(parent);
    expect(readdirSync(parent)).toHaveLength(1);
    kill(join(parent, name));
    const next = open();
    await next.spool.adopt(true);
    expect(await drain(next.spool)).toBe(payload(2).toString('utf8'));
    words.write([{ payload: payload(3), items: 1 }]);
    words.clear();
    expect(await next.spool.adopt(false)).toBe(0);
  });
});

describe('the root', () => {
  test('is closed to others if it is ours', () => {
    mkdirSync(root, { recursive: true });
    chmodSync(root, 0o755);
    open().folder.ready();
    expect(statSync(root).mode & 0o777).toBe(0o700);
  });

  test('must be no link', () => {
    symlinkSync(tmpdir(), root);
    expect(() => open()).toThrow('is no folder');
  });

  test('gives a service of any name a folder of its own below it', () => {
    for (const service of ['../../etc', '.', '', 'a/b', 'ä'.repeat(300)]) {
      const { path } = new SpoolFolder(root, service, 'logs');
      expect(path.startsWith(join(root, '/'))).toBe(true);
      expect(path.split('/')).toHaveLength(root.split('/').length + 3);
    }
  });
});
