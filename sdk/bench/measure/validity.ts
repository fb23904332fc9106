import { closeSync, openSync, readSync } from 'node:fs';
import type { Service } from '../machine/service.ts';
import type { Received } from '../sink/sink.ts';
import { scrape } from './prometheus.ts';

/** What a service was asked and what came out of it, over its whole life. */
export interface Evidence {
  readonly requests: number;
  readonly errors: number;
  readonly received: Received;
  /** Observations of the Prometheus histogram; undefined = not checked. */
  readonly observed: number | undefined;
}

const CHUNK_BYTES = 1 << 20;
/** Trace ids are looked for in this many lines; the rest is only counted. */
const LINES_INSPECTED = 2000;

interface LogCount {
  lines: number;
  inspected: number;
  withTraceId: number;
}

/** Request lines of a log file, read in pieces: a file may be hundreds of megabytes. */
function countLines(file: string, marker: string, traceId: RegExp): LogCount {
  const count: LogCount = { lines: 0, inspected: 0, withTraceId: 0 };
  const buffer = Buffer.alloc(CHUNK_BYTES);
  const handle = openSync(file, 'r');
  let rest = '';
  for (;;) {
    const size = readSync(handle, buffer);
    if (size === 0) break;
    const lines = (rest + buffer.toString('latin1', 0, size)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.includes(marker)) continue;
      count.lines++;
      if (count.inspected >= LINES_INSPECTED) continue;
      count.inspected++;
      if (traceId.test(line)) count.withTraceId++;
    }
  }
  closeSync(handle);
  return count;
}

/** Sum of a histogram's counts on the service's metrics port; undefined = the variant has none. */
export async function observations(service: Service): Promise<number | undefined> {
  const name = service.variant.checks.histogram;
  if (name === undefined) return undefined;
  const { body } = await scrape(service.ports.metrics, 'text');
  let sum = 0;
  for (const line of body.split('\n')) {
    if (!line.startsWith(`${name}_count`)) continue;
    sum += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sum;
}

/** Reasons why the figures of this service do not count; empty = valid. */
export function findFaults(service: Service, evidence: Evidence): string[] {
  const { checks } = service.variant;
  const { requests, errors, received, observed } = evidence;
  const faults: string[] = [];
  if (errors > 0) faults.push(`${errors} of ${requests} requests failed`);
  if (checks.spansPerRequest !== undefined) {
    const arrived = received.spans / requests;
    if (arrived < checks.spansPerRequest) {
      faults.push(`${arrived.toFixed(2)} spans per request arrived`);
    }
  }
  if (checks.histogram !== undefined && observed !== requests) {
    faults.push(`${checks.histogram} counts ${observed} of ${requests} requests`);
  }
  if (checks.otlpHistograms !== undefined) {
    const counts = checks.otlpHistograms.map((name) => received.histograms[name] ?? 0);
    const counted = Math.max(...counts);
    if (counted !== requests) faults.push(`OTLP metrics count ${counted} of ${requests} requests`);
  }
  if (checks.logLine !== undefined) {
    const count = countLines(service.logFile, checks.logLine.marker, checks.logLine.traceId);
    if (count.lines !== requests) faults.push(`${count.lines} log lines for ${requests} requests`);
    if (count.withTraceId !== count.inspected) {
      faults.push(`${count.inspected - count.withTraceId} log lines without trace id`);
    }
  }
  return faults;
}
