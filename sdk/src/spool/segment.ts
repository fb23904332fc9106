import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { readSegment, type SegmentContents } from './frame.ts';

/**
 * A file of frames. While it is written its name ends in `.open`; closed, the name tells the number
 * of items, so that taking over a full spool does not mean reading it.
 */
export interface Segment {
  path: string;
  /** Sorts by time, whichever process wrote it. */
  readonly key: string;
  /** On the monotonic clock, so that a clock that is set does not age what waits. */
  readonly bornMs: number;
  bytes: number;
  items: number;
}

const NAME = /^([0-9a-z]{9})-([0-9a-z]{4}-[0-9a-f]{4})(?:\.open|-(\d+)\.seg)$/;
const COUNTER_MAX = 36 ** 4;
let counter = 0;

/** A new segment, not yet on disk. */
export function newSegment(folder: string): Segment {
  const createdMs = Date.now();
  counter = (counter + 1) % COUNTER_MAX;
  const time = createdMs.toString(36).padStart(9, '0');
  const order = counter.toString(36).padStart(4, '0');
  const key = `${time}-${order}-${randomBytes(2).toString('hex')}`;
  return { path: join(folder, `${key}.open`), key, bornMs: performance.now(), bytes: 0, items: 0 };
}

/** Puts the number of items into the name. */
export async function closeSegment(segment: Segment): Promise<void> {
  const closed = closedPath(segment);
  await rename(segment.path, closed);
  segment.path = closed;
}

/** What an open segment is called once it is closed. */
export function closedPath({ path, items }: Segment): string {
  return path.replace(/\.open$/, `-${items}.seg`);
}

/** The segments of a folder, oldest first. Those left open are counted by reading them. */
export async function listSegments(folder: string, isText: boolean): Promise<Segment[]> {
  const found = readdirSync(folder).map((name) => segmentOf(folder, name, isText));
  const segments = await Promise.all(found);
  return segments.filter((segment) => segment !== undefined).sort(byAge);
}

/** undefined = no segment, or one that is gone meanwhile. */
async function segmentOf(
  folder: string,
  name: string,
  isText: boolean,
): Promise<Segment | undefined> {
  const [, time, order, count] = NAME.exec(name) ?? [];
  if (time === undefined || order === undefined) return undefined;
  const path = join(folder, name);
  try {
    const bytes = statSync(path).size;
    const items = count === undefined ? await countItems(path, isText) : Number(count);
    const ageMs = Math.max(0, Date.now() - Number.parseInt(time, 36));
    return { path, key: `${time}-${order}`, bornMs: performance.now() - ageMs, bytes, items };
  } catch {
    return undefined;
  }
}

export function byAge(a: Segment, b: Segment): number {
  return a.key < b.key ? -1 : 1;
}

async function countItems(path: string, isText: boolean): Promise<number> {
  const { frames, lostItems } = readSegment(await readFile(path), isText);
  return frames.reduce((sum, frame) => sum + frame.items, lostItems);
}

export async function contentsOf(segment: Segment, isText: boolean): Promise<SegmentContents> {
  return readSegment(await readFile(segment.path), isText);
}
