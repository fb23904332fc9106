/** Samples of a sealed chunk. */
export const CHUNK_SAMPLES = 120;

/**
 * Sealed samples in as few bytes as is simple: times as one step where they are regular, values as
 * one where they do not change, as 32-bit differences where they are whole numbers. Most series of
 * a service are one of these most of the time.
 */
export interface Chunk {
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Milliseconds after `firstMs`; a single step when all are equal. */
  readonly offsets: Int32Array | number;
  readonly values: Float64Array | Int32Array | number;
  /** Where values are Int32Array: what is added to each. */
  readonly base: number;
  readonly stale: Uint8Array | undefined;
  readonly bytes: number;
}

const OVERHEAD_BYTES = 120;
const INT32_MAX = 2 ** 31 - 1;

export function sealChunk(
  times: Float64Array,
  values: Float64Array,
  stale: Uint8Array,
  count: number,
): Chunk {
  const firstMs = times[0] as number;
  const offsets = packTimes(times, count);
  const packed = packValues(values, count);
  const anyStale = stale.subarray(0, count).includes(1);
  const bytes =
    OVERHEAD_BYTES +
    (typeof offsets === 'number' ? 0 : offsets.byteLength) +
    (typeof packed.values === 'number' ? 0 : packed.values.byteLength) +
    (anyStale ? count : 0);
  return {
    count,
    firstMs,
    lastMs: times[count - 1] as number,
    offsets,
    values: packed.values,
    base: packed.base,
    stale: anyStale ? stale.slice(0, count) : undefined,
    bytes,
  };
}

function packTimes(times: Float64Array, count: number): Int32Array | number {
  const first = times[0] as number;
  const step = count > 1 ? (times[1] as number) - first : 0;
  let regular = true;
  for (let index = 1; index < count && regular; index++) {
    regular = times[index] === first + index * step;
  }
  if (regular) return step;
  const offsets = new Int32Array(count);
  for (let index = 0; index < count; index++) offsets[index] = (times[index] as number) - first;
  return offsets;
}

function packValues(values: Float64Array, count: number): Pick<Chunk, 'values' | 'base'> {
  const base = values[0] as number;
  let same = true;
  let whole = Number.isSafeInteger(base) && !Object.is(base, -0);
  for (let index = 1; index < count && (same || whole); index++) {
    const value = values[index] as number;
    if (!Object.is(value, base)) same = false;
    if (!Number.isSafeInteger(value) || Math.abs(value - base) > INT32_MAX) whole = false;
    else if (Object.is(value, -0)) whole = false;
  }
  if (same) return { values: base, base: 0 };
  if (!whole) return { values: values.slice(0, count), base: 0 };
  const differences = new Int32Array(count);
  for (let index = 0; index < count; index++) differences[index] = (values[index] as number) - base;
  return { values: differences, base };
}

export function timeOf(chunk: Chunk, index: number): number {
  const { offsets, firstMs } = chunk;
  return firstMs + (typeof offsets === 'number' ? index * offsets : (offsets[index] as number));
}

export function valueOf(chunk: Chunk, index: number): number {
  const { values, base } = chunk;
  if (typeof values === 'number') return values;
  // Adding 0 would lose the sign of -0.
  return values instanceof Int32Array
    ? (values[index] as number) + base
    : (values[index] as number);
}
