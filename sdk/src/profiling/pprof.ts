import { loadPprofFormat } from '../lazy.ts';
import { Originals } from './originals.ts';
import type { Frame, Stacks } from './stacks.ts';

interface Times {
  readonly startedMs: number;
  readonly durationMs: number;
}

const NANOSECONDS_PER_MS = 1_000_000n;

/** A profile in pprof's own format: opens in `go tool pprof` and in speedscope. */
export function encodePprof({ types, period, stacks }: Stacks, times: Times): Uint8Array {
  const { Profile, StringTable, ValueType } = loadPprofFormat();
  const strings = new StringTable();
  const places = new Places((text) => strings.dedup(text));
  const sampleType = types.map(
    ([type, unit]) => new ValueType({ type: strings.dedup(type), unit: strings.dedup(unit) }),
  );
  const profile = new Profile({
    sampleType,
    sample: stacks.map(({ frames, values }) => ({
      locationId: frames.map((frame) => places.locationOf(frame)),
      value: values.map((value) => Math.round(value)),
      label: [],
    })),
    location: places.locations,
    function: places.functions,
    stringTable: strings,
    timeNanos: BigInt(times.startedMs) * NANOSECONDS_PER_MS,
    durationNanos: BigInt(times.durationMs) * NANOSECONDS_PER_MS,
    periodType: sampleType.at(-1) as never,
    period,
  });
  return profile.encode();
}

/** Functions and lines, each once, under the names that they have in the source. */
class Places {
  readonly locations: object[] = [];
  readonly functions: object[] = [];
  readonly #dedup: (text: string) => number;
  readonly #originals = new Originals();
  readonly #locationIds = new Map<string, number>();
  readonly #functionIds = new Map<string, number>();

  constructor(dedup: (text: string) => number) {
    this.#dedup = dedup;
  }

  locationOf(frame: Frame): number {
    const key = `${frame.url}:${frame.lineNumber}:${frame.columnNumber}:${frame.functionName}`;
    const known = this.#locationIds.get(key);
    if (known !== undefined) return known;
    const { file, line, name } = this.#originals.of(frame);
    const id = this.locations.length + 1;
    this.locations.push({ id, line: [{ functionId: this.#functionOf(name, file, line), line }] });
    this.#locationIds.set(key, id);
    return id;
  }

  #functionOf(name: string, file: string, line: number): number {
    const key = `${file}:${line}:${name}`;
    const known = this.#functionIds.get(key);
    if (known !== undefined) return known;
    const id = this.functions.length + 1;
    const text = this.#dedup(name);
    const filename = this.#dedup(file);
    this.functions.push({ id, name: text, systemName: text, filename, startLine: line });
    this.#functionIds.set(key, id);
    return id;
  }
}
