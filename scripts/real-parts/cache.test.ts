import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { prepared } from './cache.ts';

let cache = '';

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'sightline-cache-'));
  vi.stubEnv('XDG_CACHE_HOME', cache);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true, force: true });
});

const folder = (): string => join(cache, 'sightline', 'real-parts');

test('who asks for a part while it is prepared waits for it', async () => {
  let count = 0;
  const prepare = async (work: string): Promise<void> => {
    count += 1;
    await writeFile(join(work, 'binary'), 'built');
  };
  const [first, second] = await Promise.all([prepared('a', prepare), prepared('a', prepare)]);
  expect(first).toBe(second);
  expect(count).toBe(1);
  expect((await readdir(first)).toSorted()).toEqual(['binary', 'complete']);
  expect(await readdir(folder())).toEqual(['a']);
});

test('a preparation that fails leaves nothing and can be tried again', async () => {
  const fails = prepared('a', async () => {
    throw new Error('no network');
  });
  await expect(fails).rejects.toThrow('no network');
  expect(await readdir(folder())).toEqual([]);
  await expect(prepared('a', async () => {})).resolves.toBe(join(folder(), 'a'));
});

test('what a killed preparation left is in nobody’s way, and removed', async () => {
  for (const name of ['a.Xy12Zz', 'a', 'another.Xy12Zz'])
    await mkdir(join(folder(), name), { recursive: true });
  const lock = join(folder(), 'a.lock');
  await writeFile(lock, 'of a process that is gone');
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(lock, longAgo, longAgo);
  await prepared('a', async () => {});
  expect((await readdir(folder())).toSorted()).toEqual(['a', 'another.Xy12Zz']);
  expect(await readdir(join(folder(), 'a'))).toEqual(['complete']);
});
