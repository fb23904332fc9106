import type { IncomingMessage } from 'node:http';

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'vitest';

import {
  encodeResource,
  ExportBatch,
  SealedBuffer,
  type ProtoWriter,
  type Scope,
} from '../otlp/index.ts';
import { decodeTraces, type CollectedSpan } from '../otlp/read/traces.ts';
import { ClientRecord, Peer, RequestRecord, RequestSeries } from '../record/index.ts';
import { writeClientSpan, writeServerSpan } from './http-span.ts';
import { writeReadableSpan } from './readable-span.ts';
import { ServerSpan } from './server-span.ts';

const RESOURCE = { 'service.name': 'orders', 'host.name': 'höst' };
const SCOPE: Scope = { name: 'shop', version: '1.2.3' };

function ours<Item>(write: (writer: ProtoWriter, item: Item) => void, items: Item[]): Buffer {
  const batch = new ExportBatch(encodeResource(RESOURCE));
  for (const item of items) batch.add(SCOPE, write, item);
  return Buffer.from(batch.seal(new SealedBuffer()).bytes);
}

function official(spans: readonly ReadableSpan[]): Buffer {
  return Buffer.from(ProtobufTraceSerializer.serializeRequest([...spans]) as Uint8Array);
}

/** Spans of the real SDK, with everything that a span can hold. */
function realSpans(): ReadableSpan[] {
  const ended: ReadableSpan[] = [];
  const provider = new TracerProvider({
    resource: resourceFromAttributes(RESOURCE),
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span) => ended.push(span),
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  const tracer = provider.getTracer(SCOPE.name, SCOPE.version);
  const root = tracer.startSpan('root', { kind: SpanKind.PRODUCER });
  const context: Context = trace.setSpan(ROOT_CONTEXT, root);
  const child = tracer.startSpan(
    'kind "quoted" ünï',
    { kind: SpanKind.CONSUMER, links: [{ context: root.spanContext(), attributes: { a: 1 } }] },
    context,
  );
  child.setAttributes({
    text: 'x'.repeat(300),
    whole: 42,
    negative: -7,
    large: 2 ** 53,
    fraction: 0.25,
    yes: true,
    no: false,
    list: ['a', 'b'],
    numbers: [1, 2.5, -3],
    empty: '',
  });
  child.addEvent('happened', { at: 'night' });
  child.recordException(new TypeError('broken'));
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'no luck' });
  child.end();
  root.setStatus({ code: SpanStatusCode.OK });
  root.end();
  return ended;
}

test("spans of the API have the official serializer's bytes", () => {
  const spans = realSpans();
  expect(spans).toHaveLength(2);
  expect(ours(writeReadableSpan, spans).equals(official(spans))).toBe(true);
});

/** A collected span in the SDK's shape, to be serialized by the official code. */
function readable(span: CollectedSpan): ReadableSpan {
  const hrTime = (nanos: bigint): [number, number] => [
    Number(nanos / 1_000_000_000n),
    Number(nanos % 1_000_000_000n),
  ];
  const ids = { traceId: span.traceId, traceFlags: 1 };
  const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT } as Record<string, SpanKind>;
  const codes = { unset: 0, ok: 1, error: 2 };
  return {
    name: span.name,
    kind: kinds[span.kind] as SpanKind,
    spanContext: () => ({ ...ids, spanId: span.spanId }),
    parentSpanContext:
      span.parentSpanId === undefined
        ? undefined
        : { ...ids, spanId: span.parentSpanId, isRemote: span.kind === 'server' },
    startTime: hrTime(span.startTimeUnixNano),
    endTime: hrTime(span.endTimeUnixNano),
    attributes: span.attributes,
    events: span.events.map((event) => ({ ...event, time: hrTime(event.timeUnixNano) })),
    links: [],
    status: { code: codes[span.status.code] },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    resource: resourceFromAttributes(RESOURCE),
    instrumentationScope: SCOPE,
  } as unknown as ReadableSpan;
}

function serverRecord(change: (record: RequestRecord) => void): RequestRecord {
  const record = new RequestRecord({} as IncomingMessage, undefined);
  Object.assign(record, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    method: 'GET',
    target: '/orders/17?page=2',
    path: '/orders/17',
    startMs: performance.now() - 12,
    durationMs: 12.345,
    status: 200,
    outcome: 'success',
    responseBytes: 31,
    peer: new Peer('127.0.0.1', 'shop.example:8080', 'agent/1.0 ü', '1.1'),
  });
  change(record);
  const { method, scheme, route, status, errorType } = record;
  record.series = new RequestSeries(method, scheme, route, status, errorType);
  return record;
}

describe("spans of requests have the official serializer's bytes", () => {
  const cases: [name: string, change: (record: RequestRecord) => void][] = [
    ['plain', () => undefined],
    [
      'with a route and a parent',
      (record) => {
        record.route = '/orders/:id';
        record.parentSpanId = '00f067aa0ba902b7';
      },
    ],
    [
      'failed',
      (record) => {
        record.status = 500;
        record.errorType = 'TypeError';
        record.outcome = 'failure';
      },
    ],
    [
      'annotated',
      (record) => {
        record.userId = 'bob';
        record.labels = { plan: 'gold', seats: 3, trial: false };
        record.requestBytes = 70_000;
      },
    ],
    [
      'added to by the application',
      (record) => {
        const span = new ServerSpan(record);
        span.setAttribute('cart.items', 3).addEvent('checked', { ok: true }).updateName('checkout');
        record.span = span;
      },
    ],
  ];
  test.each(cases)('%s', (_name, change) => {
    const bytes = ours(writeServerSpan, [serverRecord(change)]);
    const [span] = decodeTraces(bytes);
    expect(span?.name).toMatch(/^(?:GET|checkout)/);
    expect(official([readable(span as CollectedSpan)]).equals(bytes)).toBe(true);
  });

  test('outgoing', () => {
    const record = Object.assign(new ClientRecord(), {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      parentSpanId: '00f067aa0ba902b7',
      method: 'POST',
      serverAddress: 'pay.example',
      serverPort: 443,
      url: 'https://pay.example/charge',
      startMs: performance.now(),
      durationMs: 3,
      status: 503,
      errorType: '503',
    });
    const bytes = ours(writeClientSpan, [record]);
    const [span] = decodeTraces(bytes);
    expect(official([readable(span as CollectedSpan)]).equals(bytes)).toBe(true);
  });
});
