import { expect } from 'vitest';
import {
  ATTR,
  DATASET,
  HTTP_METRICS,
  LABEL,
  OTHER_METHOD,
  RESOURCE,
} from '../../src/contract/index.ts';
import type {
  CollectedLine,
  CollectedSpan,
  Exposition,
  LabelMatch,
} from '../../src/testing/index.ts';
import { ENVIRONMENT } from './fixture.ts';
import type { Answer } from './http-client.ts';

/** What one server request must look like in all three signals. */
export interface Expected {
  readonly method: string;
  /** Template; undefined = no route. */
  readonly route: string | undefined;
  /** 0 = no response was sent. */
  readonly status: number;
  readonly errorType?: string;
  readonly scheme?: 'http' | 'https';
  readonly serviceName?: string;
}

/** The request's line, its span, and the labels of its histogram series. */
export interface Joined {
  readonly line: CollectedLine;
  readonly span: CollectedSpan;
}

export function requestLines(lines: readonly CollectedLine[], traceId: string): CollectedLine[] {
  return lines.filter(
    (line) => line.event?.dataset === DATASET.request && line.trace?.id === traceId,
  );
}

export function serverSpans(spans: readonly CollectedSpan[], traceId: string): CollectedSpan[] {
  return spans.filter((span) => span.kind === 'server' && span.traceId === traceId);
}

/** The labels of a request's series, complete: what is undefined must be absent. */
export function seriesOf(expected: Expected): LabelMatch {
  return {
    [LABEL.service]: expected.serviceName ?? 'fixture',
    [LABEL.environment]: ENVIRONMENT,
    [LABEL.method]: expected.method,
    [LABEL.route]: expected.route,
    [LABEL.status]: expected.status === 0 ? undefined : String(expected.status),
    [LABEL.errorType]: expected.errorType,
    [LABEL.scheme]: expected.scheme ?? 'http',
  };
}

export function requestCount(page: Exposition, expected: Expected): number {
  return page.value(`${HTTP_METRICS.serverDuration.name}_count`, seriesOf(expected));
}

/** Exactly one line and exactly one span tell the same story about this request. */
export function expectJoined(
  lines: readonly CollectedLine[],
  spans: readonly CollectedSpan[],
  answer: Pick<Answer, 'traceId' | 'parentSpanId'>,
  expected: Expected,
): Joined {
  const [line, ...otherLines] = requestLines(lines, answer.traceId);
  const [span, ...otherSpans] = serverSpans(spans, answer.traceId);
  if (line === undefined) throw new Error(`no request line of trace ${answer.traceId}`);
  if (span === undefined) throw new Error(`no server span of trace ${answer.traceId}`);
  expect(otherLines, 'one line only').toEqual([]);
  expect(otherSpans, 'one server span only').toEqual([]);

  expect(span.parentSpanId).toBe(answer.parentSpanId);
  expect(line.span?.id).toBe(span.spanId);
  expectLine(line, expected);
  expectSpan(span, expected);
  // One measurement: nanoseconds of the line against the two ends of the span. The ends are epoch
  // nanoseconds made from doubles, which costs up to a microsecond.
  const spanNanos = Number(span.endTimeUnixNano - span.startTimeUnixNano);
  expect(Math.abs((line.event.duration ?? Number.NaN) - spanNanos)).toBeLessThan(2000);
  return { line, span };
}

function expectLine(line: CollectedLine, expected: Expected): void {
  expect(line.http?.request?.method).toBe(expected.method);
  expect(line.http?.route).toBe(expected.route);
  expect(line.http?.response?.status_code).toBe(expected.status || undefined);
  expect(line.error?.type).toBe(expected.errorType);
  expect(line.service).toMatchObject({
    name: expected.serviceName ?? 'fixture',
    environment: ENVIRONMENT,
  });
  expect(line.event.id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
}

function expectSpan(span: CollectedSpan, expected: Expected): void {
  const { method, route, status, errorType } = expected;
  // The convention's name for a method outside the known list.
  const verb = method === OTHER_METHOD ? 'HTTP' : method;
  expect(span.name).toBe(route === undefined ? verb : `${verb} ${route}`);
  expect(span.attributes[ATTR.method]).toBe(method);
  expect(span.attributes[ATTR.route]).toBe(route);
  expect(span.attributes[ATTR.status]).toBe(status || undefined);
  expect(span.attributes[ATTR.errorType]).toBe(errorType);
  expect(span.attributes[ATTR.scheme]).toBe(expected.scheme ?? 'http');
  expect(span.status.code).toBe(errorType === undefined ? 'unset' : 'error');
  expect(span.resource).toMatchObject({
    [RESOURCE.serviceName]: expected.serviceName ?? 'fixture',
    [RESOURCE.environment]: ENVIRONMENT,
  });
}
