/**
 * Where `sightline/testing` listens. A tap sees telemetry in its final form, as the backend would
 * get it, and may keep it from leaving the process.
 */
export interface Taps {
  /** Gets each finished log line (with its newline); true = swallowed, do not write it. */
  line: ((line: string) => boolean) | undefined;
  /** Gets each sealed ExportTraceServiceRequest; true = swallowed, count it as delivered. */
  spans: ((request: Uint8Array, spanCount: number) => boolean) | undefined;
}

const KEY = Symbol.for('sightline.taps');
const holder = globalThis as { [KEY]?: Taps };

// One for all copies of the package in the process: the testing entry is a bundle of its own.
holder[KEY] ??= { line: undefined, spans: undefined };
export const taps: Taps = holder[KEY];
