import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often the holder says that it is still at work. */
const SIGN_OF_LIFE_MS = 5000;
/** A lock without a sign of life for this long was left by a process that is gone. */
const ABANDONED_MS = 30_000;
const POLL_MS = 500;

async function isAbandoned(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > ABANDONED_MS;
}

async function take(path: string, token: string): Promise<boolean> {
  try {
    await writeFile(path, token, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  // Somebody who found the abandoned lock of a third may have removed this one in its place.
  await sleep(POLL_MS);
  return (await readFile(path, 'utf8').catch(() => '')) === token;
}

/**
 * Runs the task while no other process of this machine runs one under the same lock: two builds of
 * the same part at the same time take twice as long and bring nothing.
 */
export async function alone<Result>(path: string, task: () => Promise<Result>): Promise<Result> {
  const token = randomUUID();
  while (!(await take(path, token))) {
    if (await isAbandoned(path)) await rm(path, { force: true });
    else await sleep(POLL_MS);
  }
  const sign = (): void => {
    const now = new Date();
    void utimes(path, now, now).catch(() => undefined);
  };
  const signs = setInterval(sign, SIGN_OF_LIFE_MS);
  try {
    return await task();
  } finally {
    clearInterval(signs);
    await rm(path, { force: true });
  }
}
