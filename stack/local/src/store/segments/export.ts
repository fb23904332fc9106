import type { TimeRange } from '../../model/index.ts';
import type { MemoryStore } from '../memory-store.ts';
import { writeRequest, type RawSpan } from '../spans/write-request.ts';
import { HEADER, logRecord, sampleValue, spansRecord } from './format.ts';

/** Spans in one record. */
const SPANS_PER_RECORD = 500;
/** Samples in one record. */
const SAMPLES_PER_RECORD = 1000;

/** A time slice of everything, as lines of the segment format. */
export function* exportLines(store: MemoryStore, range: TimeRange): Generator<string> {
  yield HEADER;
  yield* metricLines(store, range);
  yield* spanLines(store, range);
  const lines: string[] = [];
  store.logs.scan(range, (row) => {
    const { timeMs, level, service, traceId } = row;
    const json = Buffer.from(row.text());
    lines.push(logRecord({ timeMs, level, service, traceId, json }));
    return true;
  });
  yield* lines.reverse();
}

function* spanLines(store: MemoryStore, range: TimeRange): Generator<string> {
  const spans: RawSpan[] = [];
  store.spans.raw(range, (span) => spans.push(span));
  for (let at = 0; at < spans.length; at += SPANS_PER_RECORD) {
    yield spansRecord(writeRequest(spans.slice(at, at + SPANS_PER_RECORD)));
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
