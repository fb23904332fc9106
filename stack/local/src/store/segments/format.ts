import type { Exemplar, Labels, Level, LogInput, MetricMetadata } from '../../model/index.ts';
import { LEVELS } from '../../model/index.ts';

/**
 * The file format of what is kept on disk and of exports: NDJSON, one record per line. Spans stand
 * in it as the OTLP request that carried them, log lines as they were, samples by the number that a
 * `series` record before them gave to their labels.
 */
export const HEADER = '{"k":"sightline","version":1}';

export type SegmentRecord =
  | { readonly k: 'sightline'; readonly version: number }
  | { readonly k: 'spans'; readonly otlp: string }
  | { readonly k: 'log'; readonly line: LogInput }
  | { readonly k: 'series'; readonly r: number; readonly n: Labels }
  | {
      readonly k: 'samples';
      readonly t: number;
      readonly v: readonly (readonly [number, number | string | null])[];
    }
  | { readonly k: 'exemplar'; readonly r: number; readonly e: Exemplar }
  | { readonly k: 'meta'; readonly m: string; readonly d: MetricMetadata };

export class SegmentError extends Error {
  override readonly name = 'SegmentError';
}

export function spansRecord(request: Uint8Array): string {
  const bytes = Buffer.from(request.buffer, request.byteOffset, request.length);
  return `{"k":"spans","otlp":"${bytes.toString('base64')}"}`;
}

/** The line itself comes last, so that it can be cut out without being parsed. */
const LINE_START = ',"j":';

export function logRecord({ timeMs, level, service, traceId, json }: LogInput): string {
  const text = Buffer.from(json.buffer, json.byteOffset, json.length).toString('utf8');
  const name = JSON.stringify(service);
  const columns = `"t":${timeMs},"l":"${level}","s":${name},"i":"${traceId}"`;
  return `{"k":"log",${columns}${LINE_START}${text}}`;
}

/** A stale marker is null; what JSON has no number for is text. */
export function sampleValue(value: number, stale: boolean): string {
  if (stale) return 'null';
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? '"NaN"' : value > 0 ? '"+Inf"' : '"-Inf"';
}

export function readValue(value: number | string | null): number | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number') return value;
  if (value === '+Inf') return Infinity;
  return value === '-Inf' ? -Infinity : Number.NaN;
}

/** Throws SegmentError when the line is no record. */
export function parseRecord(text: string): SegmentRecord {
  if (text.startsWith('{"k":"log",')) return { k: 'log', line: parseLog(text) };
  let record: SegmentRecord;
  try {
    record = JSON.parse(text) as SegmentRecord;
  } catch {
    throw new SegmentError(`no JSON: ${text.slice(0, 80)}`);
  }
  if (record.k === 'sightline' && record.version !== 1) {
    throw new SegmentError(`format version ${record.version}; this program reads version 1`);
  }
  return record;
}

function parseLog(text: string): LogInput {
  const at = text.indexOf(LINE_START);
  if (at < 0) throw new SegmentError(`a log record without a line: ${text.slice(0, 80)}`);
  try {
    const head = JSON.parse(`${text.slice(0, at)}}`) as Record<'t' | 'l' | 's' | 'i', unknown>;
    const json = text.slice(at + LINE_START.length, -1);
    JSON.parse(json);
    return {
      timeMs: Number(head.t),
      level: LEVELS.includes(head.l as Level) ? (head.l as Level) : 'unknown',
      service: String(head.s),
      traceId: String(head.i),
      json: Buffer.from(json),
    };
  } catch {
    throw new SegmentError(`a broken log record: ${text.slice(0, 80)}`);
  }
}
