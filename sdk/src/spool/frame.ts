import { crc32 } from 'node:zlib';

/**
 * One record of a segment: a header line, the payload, a line feed. The header says how much
 * follows and what it sums to, so that a torn write is noticed and costs itself only.
 */
export interface Frame {
  readonly items: number;
  readonly payload: Buffer;
}

/** What a segment holds, and how many items of it cannot be read any more. */
export interface SegmentContents {
  readonly frames: readonly Frame[];
  readonly lostItems: number;
}

const MARK = 'sightline-1';
const HEADER = /^sightline-1 (\d{1,9}) (\d{1,10}) ([0-9a-f]{8})$/;
const HEADER_MAX_BYTES = 64;
const LINE_FEED = 0x0a;

/** The header and the end of a frame around this payload. */
export function frameAround(payload: Uint8Array, items: number): [Buffer, Buffer] {
  const sum = crc32(payload).toString(16).padStart(8, '0');
  return [Buffer.from(`${MARK} ${items} ${payload.length} ${sum}\n`), Buffer.from('\n')];
}

/**
 * Reads a whole segment. Of a damaged frame of text, the lines that are still JSON are kept.
 *
 * @param isText true when payloads are lines; false when a frame is all or nothing.
 */
export function readSegment(data: Buffer, isText: boolean): SegmentContents {
  const frames: Frame[] = [];
  let lostItems = 0;
  let at = 0;
  while (at < data.length) {
    const header = headerAt(data, at);
    const end = header === undefined ? undefined : header.start + header.bytes;
    if (header !== undefined && end !== undefined && isWhole(data, header, end)) {
      frames.push({ items: header.items, payload: data.subarray(header.start, end) });
      at = end + 1;
      continue;
    }
    const next = nextHeader(data, (header?.start ?? at) + 1);
    const damaged = data.subarray(header?.start ?? at, next);
    const saved = isText ? wholeLines(damaged) : undefined;
    if (saved !== undefined) frames.push(saved);
    // A header that cannot be read does not say how many were in the frame: at least one.
    lostItems += Math.max(0, (header?.items ?? 1) - (saved?.items ?? 0));
    at = next;
  }
  return { frames, lostItems };
}

interface Header {
  readonly items: number;
  readonly bytes: number;
  readonly sum: string;
  /** Where the payload starts. */
  readonly start: number;
}

function headerAt(data: Buffer, at: number): Header | undefined {
  const end = data.indexOf(LINE_FEED, at);
  if (end < 0 || end - at > HEADER_MAX_BYTES) return undefined;
  const match = HEADER.exec(data.toString('latin1', at, end));
  if (match === null) return undefined;
  const [, items = '', bytes = '', sum = ''] = match;
  return { items: Number(items), bytes: Number(bytes), sum, start: end + 1 };
}

function isWhole(data: Buffer, header: Header, end: number): boolean {
  if (end >= data.length || data[end] !== LINE_FEED) return false;
  const sum = crc32(data.subarray(header.start, end)).toString(16).padStart(8, '0');
  return sum === header.sum;
}

function nextHeader(data: Buffer, from: number): number {
  const found = data.indexOf(`\n${MARK} `, from);
  return found < 0 ? data.length : found + 1;
}

function wholeLines(damaged: Buffer): Frame | undefined {
  const kept = damaged
    .toString('utf8')
    .split('\n')
    .filter((line) => isJsonObject(line));
  if (kept.length === 0) return undefined;
  return { items: kept.length, payload: Buffer.from(`${kept.join('\n')}\n`) };
}

function isJsonObject(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
