/** Samples in one sealed chunk at most; more make heads larger, fewer make headers weigh more. */
export const CHUNK_SAMPLES = 32;

/** Samples in parallel arrays, of which the first `count` entries hold. */
export interface Samples {
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  readonly stale: Uint8Array;
  count: number;
}

export function newSamples(capacity: number): Samples {
  return {
    timesMs: new Float64Array(capacity),
    values: new Float64Array(capacity),
    stale: new Uint8Array(capacity),
    count: 0,
  };
}

/*
 * A chunk in bytes: the time of the first sample and its value as doubles, how many samples there
 * are, flags, and the step of regular times; then what the flags say is needed of values (doubles,
 * or differences to the first in 32 bits), of times (milliseconds after the first) and of markers.
 * Most series are regular in time, and constant or whole in value: they take a header, or little
 * more.
 */
const HEADER_BYTES = 24;
const FIRST_VALUE_AT = 8;
const COUNT_AT = 16;
const FLAGS_AT = 17;
const STEP_AT = 20;
const IRREGULAR = 1;
const WHOLE = 2;
const DOUBLES = 4;
const MARKED = 8;

const INT32_MAX = 2 ** 31 - 1;
const scratch = Buffer.alloc(HEADER_BYTES + CHUNK_SAMPLES * (8 + 4 + 1) + 8);

/** The bytes of a chunk, a multiple of 8 long; good until the next call. */
export function encodeChunk(samples: Samples): Buffer {
  const { timesMs, values, stale, count } = samples;
  const firstMs = timesMs[0] as number;
  const firstValue = values[0] as number;
  const step = regularStep(timesMs, count);
  const valueFlags = valueKind(values, count);
  const marked = stale.subarray(0, count).includes(1);
  const flags = valueFlags | (step === undefined ? IRREGULAR : 0) | (marked ? MARKED : 0);
  scratch.writeDoubleLE(firstMs, 0);
  scratch.writeDoubleLE(firstValue, FIRST_VALUE_AT);
  scratch[COUNT_AT] = count;
  scratch[FLAGS_AT] = flags;
  scratch.writeInt32LE(step ?? 0, STEP_AT);
  let at = HEADER_BYTES;
  for (let index = 0; index < count; index++) {
    const value = values[index] as number;
    if (valueFlags === DOUBLES) at = scratch.writeDoubleLE(value, at);
    else if (valueFlags === WHOLE) at = scratch.writeInt32LE(value - firstValue, at);
  }
  if (step === undefined) {
    for (let index = 0; index < count; index++) {
      at = scratch.writeInt32LE((timesMs[index] as number) - firstMs, at);
    }
  }
  if (marked) {
    scratch.set(stale.subarray(0, count), at);
    at += count;
  }
  return scratch.subarray(0, Math.ceil(at / 8) * 8);
}

/** The one step between all times; undefined when they are not regular. */
function regularStep(timesMs: Float64Array, count: number): number | undefined {
  const first = timesMs[0] as number;
  const step = count > 1 ? (timesMs[1] as number) - first : 0;
  if (step > INT32_MAX || !Number.isInteger(step)) return undefined;
  for (let index = 2; index < count; index++) {
    if (timesMs[index] !== first + index * step) return undefined;
  }
  return step;
}

/** 0 when all values are the same. */
function valueKind(values: Float64Array, count: number): number {
  const first = values[0] as number;
  let same = true;
  let whole = Number.isSafeInteger(first) && !Object.is(first, -0);
  for (let index = 1; index < count && (same || whole); index++) {
    const value = values[index] as number;
    if (!Object.is(value, first)) same = false;
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) whole = false;
    else if (Math.abs(value - first) > INT32_MAX) whole = false;
  }
  if (same) return 0;
  return whole ? WHOLE : DOUBLES;
}

export function countOf(chunk: Buffer): number {
  return chunk[COUNT_AT] as number;
}

export function firstMsOf(chunk: Buffer): number {
  return chunk.readDoubleLE(0);
}

export function lastMsOf(chunk: Buffer): number {
  const last = countOf(chunk) - 1;
  const flags = chunk[FLAGS_AT] as number;
  if ((flags & IRREGULAR) === 0) return firstMsOf(chunk) + last * chunk.readInt32LE(STEP_AT);
  return firstMsOf(chunk) + chunk.readInt32LE(timesAt(chunk) + last * 4);
}

function timesAt(chunk: Buffer): number {
  const flags = chunk[FLAGS_AT] as number;
  const width = (flags & DOUBLES) !== 0 ? 8 : (flags & WHOLE) !== 0 ? 4 : 0;
  return HEADER_BYTES + countOf(chunk) * width;
}

/** Appends the samples of a chunk from `fromMs` to `toMs`, both included, to `into`. */
export function decodeChunk(chunk: Buffer, fromMs: number, toMs: number, into: Samples): void {
  const count = countOf(chunk);
  const flags = chunk[FLAGS_AT] as number;
  const firstMs = firstMsOf(chunk);
  const firstValue = chunk.readDoubleLE(FIRST_VALUE_AT);
  const step = chunk.readInt32LE(STEP_AT);
  const irregular = (flags & IRREGULAR) !== 0;
  const offsetsAt = timesAt(chunk);
  const marksAt = offsetsAt + (irregular ? count * 4 : 0);
  for (let index = 0; index < count; index++) {
    const offset = irregular ? chunk.readInt32LE(offsetsAt + index * 4) : index * step;
    const timeMs = firstMs + offset;
    if (timeMs < fromMs || timeMs > toMs) continue;
    let value = firstValue;
    if ((flags & DOUBLES) !== 0) value = chunk.readDoubleLE(HEADER_BYTES + index * 8);
    else if ((flags & WHOLE) !== 0) value += chunk.readInt32LE(HEADER_BYTES + index * 4);
    const at = into.count++;
    into.timesMs[at] = timeMs;
    into.values[at] = value;
    into.stale[at] = (flags & MARKED) === 0 ? 0 : (chunk[marksAt + index] as number);
  }
}
