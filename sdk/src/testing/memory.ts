import { taps } from '../context/taps.ts';
import { parseLine, type CollectedLine } from './line.ts';
import { decodeTraces, type CollectedSpan } from '../otlp/read/traces.ts';

export interface MemorySinks {
  /** Every line written since, in order. */
  readonly logs: readonly CollectedLine[];
  /** Every span exported since. Spans leave in batches: await `shutdown()` or wait for them. */
  readonly spans: readonly CollectedSpan[];
  /** Lines that are no log line of the SDK; empty unless the human form is on. */
  readonly otherLines: readonly string[];
  readonly clear: () => void;
  /** Lets telemetry leave the process again. */
  readonly restore: () => void;
}

/**
 * Keeps this process's log lines and spans in memory instead of sending them, in the form that
 * stdout and the collector would have got. Nests: `restore` brings back what was there before.
 */
export function memorySinks(): MemorySinks {
  const logs: CollectedLine[] = [];
  const spans: CollectedSpan[] = [];
  const otherLines: string[] = [];
  const before = { ...taps };

  taps.line = (text) => {
    const line = parseLine(text);
    if (line === undefined) otherLines.push(text);
    else logs.push(line);
    return true;
  };
  taps.spans = (request) => {
    spans.push(...decodeTraces(request));
    return true;
  };

  return {
    logs,
    spans,
    otherLines,
    clear: () => {
      logs.length = 0;
      spans.length = 0;
      otherLines.length = 0;
    },
    restore: () => {
      Object.assign(taps, before);
    },
  };
}
