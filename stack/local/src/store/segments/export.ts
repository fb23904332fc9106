import type { TimeRange } from '../../model/index.ts';
import type { MemoryStore } from '../memory-store.ts';
import { writeRequest } from '../spans/write-request.ts';
import { HEADER, logRecord, sampleValue, spansRecord } from './format.ts';

/** Spans in one record. */
const SPANS_PER_RECORD = 500;
/** Lines that are handed on together. */
const LINES_PER_STEP = 200;
/** Samples in one record. */
const SAMPLES_PER_RECORD = 1000;

/** A time slice of everything, as lines of the segment format. */
export function* exportLines(store: MemoryStore, range: TimeRange): Generator<string> {
  yield HEADER;
  yield* metricLines(store, range);
  yield* spanLines(store, range);
  yield* logLines(store, range);
}

// What comes in goes on while an export is read, so each record is made whole in one step.

function* spanLines(store: MemoryStore, range: TimeRange): Generator<string> {
  for (let at = 0; at >= 0;) {
    const { spans, next } = store.spans.raw(range, at, SPANS_PER_RECORD);
    if (spans.length > 0) yield spansRecord(writeRequest(spans));
    at = next;
  }
}

function* logLines(store: MemoryStore, range: TimeRange): Generator<string> {
  for (let at = 0; at >= 0;) {
    const { lines, next } = store.logs.raw(range, at, LINES_PER_STEP);
    if (lines.length > 0) yield lines.map(logRecord).join('\n');
    at = next;
  }
}

function* metricLines(store: MemoryStore, range: TimeRange): Generator<string> {
  for (const [metric, metadata] of store.metrics.metadata()) {
    yield `{"k":"meta","m":${JSON.stringify(metric)},"d":${JSON.stringify(metadata)}}`;
  }
  const numbers = new Map<string, number>();
  const numberOf = (labels: object): { number: number; fresh: boolean } => {
    const key = JSON.stringify(labels);
    const known = numbers.get(key);
    if (known !== undefined) return { number: known, fresh: false };
    numbers.set(key, numbers.size + 1);
    return { number: numbers.size, fresh: true };
  };
  for (const series of store.metrics.select([], range.fromMs, range.toMs)) {
    const { number } = numberOf(series.labels);
    yield `{"k":"series","r":${number},"n":${JSON.stringify(series.labels)}}`;
    // A record has one time, and samples of one series have one each.
    let records: string[] = [];
    for (let index = 0; index < series.timesMs.length; index++) {
      const stale = series.stale?.[index] === 1;
      const value = sampleValue(series.values[index] as number, stale);
      records.push(`{"k":"samples","t":${series.timesMs[index]},"v":[[${number},${value}]]}`);
      if (records.length < SAMPLES_PER_RECORD) continue;
      yield records.join('\n');
      records = [];
    }
    if (records.length > 0) yield records.join('\n');
  }
  for (const { labels, exemplars } of store.metrics.exemplars([], range)) {
    const { number, fresh } = numberOf(labels);
    if (fresh) yield `{"k":"series","r":${number},"n":${JSON.stringify(labels)}}`;
    for (const exemplar of exemplars) {
      yield `{"k":"exemplar","r":${number},"e":${JSON.stringify(exemplar)}}`;
    }
  }
}
