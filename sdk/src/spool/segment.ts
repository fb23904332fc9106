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
  const closed = segment.path.replace(/\.open$/, `-${segment.items}.seg`);
  await rename(segment.path, closed);
  segment.path = closed;
}

/** The segments of a folder, oldest first. Those left open are counted by reading them. */
export async function listSegments(folder: string, isText: boolean): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const name of readdirSync(folder)) {
    const match = NAME.exec(name);
    if (match === null) continue;
    const [, time = '', order = '', count] = match;
    const path = join(folder, name);
    const bytes = statSync(path).size;
    const items = count === undefined ? await countItems(path, isText) : Number(count);
    const ageMs = Math.max(0, Date.now() - Number.parseInt(time, 36));
    segments.push({
      path,
      key: `${time}-${order}`,
      bornMs: performance.now() - ageMs,
      bytes,
      items,
    });
  }
  return segments.sort(byAge);
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
