import { randomFillSync } from 'node:crypto';

/** Random bytes are drawn in blocks: one system call serves about 170 spans. */
const POOL_BYTES = 4096;
// `hexSlice` is what `toString('hex')` calls after sorting out its arguments; it is not in the
// types.
const pool = Buffer.allocUnsafeSlow(POOL_BYTES) as Buffer & {
  hexSlice(start: number, end: number): string;
};
let used = POOL_BYTES;

function take(bytes: number): number {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const start = used;
  used += bytes;
  return start;
}

/** Ids of a trace and of its first span, by one conversion. */
export function newIds(into: { traceId: string; spanId: string }): void {
  const start = take(24);
  const text = pool.hexSlice(start, start + 24);
  into.traceId = text.slice(0, 32);
  into.spanId = text.slice(32);
}

/** 16 random bytes in hex, as W3C Trace Context wants them. */
export function newTraceId(): string {
  const start = take(16);
  return pool.hexSlice(start, start + 16);
}

/** 8 random bytes in hex. */
export function newSpanId(): string {
  const start = take(8);
  return pool.hexSlice(start, start + 8);
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Every pair of Crockford digits, so that ten bits become two characters by one look-up. */
const PAIRS = Array.from(
  { length: 1024 },
  (_, value) => CROCKFORD.charAt(value >> 5) + CROCKFORD.charAt(value & 31),
);
const LOW_STEPS = 1024 * 1024;

function base32(value: number, length: number): string {
  let text = '';
  let rest = value;
  for (let digit = 0; digit < length; digit += 1) {
    text = CROCKFORD.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

let ulidTimeMs = -1;
/** Time and random part, the same for all ids of one millisecond. */
let eventIdHead = '';
let ulidCounter = 0;

/**
 * A ULID: sorts by time, and within one millisecond by order of creation. Each millisecond starts
 * at a fresh random point (60 bits), and counts up from there, as the ULID specification's
 * monotonic form.
 */
export function newEventId(atMs: number): string {
  const low = nextLow(atMs);
  return eventIdHead + PAIRS[low >> 10] + PAIRS[low & 1023];
}

/** The same id in three parts, for writers of bytes: joining them would only make garbage. */
export function writeEventId(atMs: number, write: (part: string) => void): void {
  const low = nextLow(atMs);
  write(eventIdHead);
  write(PAIRS[low >> 10] as string);
  write(PAIRS[low & 1023] as string);
}

function nextLow(atMs: number): number {
  const timeMs = Math.floor(atMs);
  if (timeMs > ulidTimeMs || ulidCounter >= LOW_STEPS) {
    ulidTimeMs = Math.max(timeMs, ulidTimeMs + (ulidCounter >= LOW_STEPS ? 1 : 0));
    const start = take(8);
    const random = base32(pool.readUIntBE(start, 6), 9) + base32(pool.readUInt16BE(start + 6), 3);
    eventIdHead = base32(ulidTimeMs, 10) + random;
    // The counter starts at the bottom, so that a burst within this millisecond has room.
    ulidCounter = 0;
  }
  const low = ulidCounter;
  ulidCounter += 1;
  return low;
}
