import { decodeTraces } from 'sightline/testing';
import { describe, expect, test } from 'vitest';
import type { SpanRow } from '../../model/index.ts';
import { ITEM_BYTES_MAX } from '../packed-ring.ts';
import { spanIdOf, traceIdOf, traceRequest, type SpanFixture } from '../testing/otlp-bytes.ts';
import { MalformedError } from './protobuf.ts';
import { SpanRing } from './span-ring.ts';
import { writeRequest } from './write-request.ts';

const ALWAYS = { fromMs: 0, toMs: Infinity };

function fixture(number: number, more: Partial<SpanFixture> = {}): SpanFixture {
  const ids = { traceId: traceIdOf(number), spanId: spanIdOf(number) };
  return { ...ids, startMs: 1_700_000_000_000 + number, ...more };
}

function rows(ring: SpanRing): { service: string; name: string; route: string; peer: string }[] {
  const found: { service: string; name: string; route: string; peer: string }[] = [];
  ring.scan(ALWAYS, ({ service, name, route, peer }: SpanRow) => {
    found.push({ service, name, route, peer });
    return true;
  });
  return found;
}

describe('taking', () => {
  test('columns say what the span says', () => {
    const ring = new SpanRing(10, ITEM_BYTES_MAX);
    const attributes = {
      'http.route': '/orders/:id',
      'http.response.status_code': 503,
      'server.address': 'db.local',
      'peer.service': 'orders-db',
    };
    const one = fixture(7, { parent: spanIdOf(3), status: 2, durationMs: 12.345, attributes });
    expect(ring.appendOtlp(traceRequest('shop', [one]))).toMatchObject({ accepted: 1 });
    ring.scan(ALWAYS, (row) => {
      expect(row.traceId).toBe(one.traceId);
      expect(row.spanId).toBe(one.spanId);
      expect(row.parentSpanId).toBe(spanIdOf(3));
      expect(row.kind).toBe('server');
      expect(row.status).toBe('error');
      expect(row.statusCode).toBe(503);
      expect(row.startMs).toBeCloseTo(one.startMs, 3);
      expect(row.durationMs).toBeCloseTo(12.345, 3);
      return true;
    });
    // The most telling name of the other side wins, wherever it stands.
    expect(rows(ring)).toEqual([
      { service: 'shop', name: 'work', route: '/orders/:id', peer: 'orders-db' },
    ]);
    expect(ring.trace(one.traceId)[0]?.attributes).toEqual(attributes);
  });

  test('a span without an id is refused alone', () => {
    const ring = new SpanRing(10, ITEM_BYTES_MAX);
    const request = traceRequest('shop', [fixture(1), fixture(2, { spanId: '' }), fixture(3)]);
    expect(ring.appendOtlp(request)).toEqual({
      accepted: 2,
      rejected: 1,
      reason: 'an id of 0 bytes, expected 8',
    });
    expect(ring.kept().rejected).toEqual({ malformed: 1 });
  });

  test('bytes that are no request leave nothing behind', () => {
    const ring = new SpanRing(10, ITEM_BYTES_MAX);
    const request = traceRequest('shop', [fixture(1)]);
    expect(() => ring.appendOtlp(request.subarray(0, request.length - 3))).toThrow(MalformedError);
    expect(() => ring.appendOtlp(Buffer.from('hello'))).toThrow(MalformedError);
    expect(ring.kept().kept).toBe(0);
  });
});

describe('bounds', () => {
  test('the oldest go first, and are counted', () => {
    const ring = new SpanRing(5, ITEM_BYTES_MAX);
    for (let number = 1; number <= 12; number++) {
      ring.appendOtlp(traceRequest(`service-${number}`, [fixture(number)]));
    }
    expect(rows(ring).map(({ service }) => service)).toEqual([
      'service-12',
      'service-11',
      'service-10',
      'service-9',
      'service-8',
    ]);
    expect(ring.kept()).toMatchObject({ kept: 5, evicted: 7, accepted: 12 });
    // Strings of evicted rows are gone with them: '', 'work' and five services.
    expect(ring.columns.strings.size).toBe(7);
    expect(ring.trace(traceIdOf(3))).toEqual([]);
  });

  test('a source that only evicted spans used survives its own request', () => {
    const ring = new SpanRing(2, ITEM_BYTES_MAX);
    const many = Array.from({ length: 9 }, (_, index) => fixture(index + 1));
    ring.appendOtlp(traceRequest('shop', many.slice(0, 2)));
    ring.appendOtlp(traceRequest('shop', many));
    expect(rows(ring).map(({ service }) => service)).toEqual(['shop', 'shop']);
  });

  test('bytes are a bound too', () => {
    const ring = new SpanRing(1000, 2 * ITEM_BYTES_MAX);
    const attributes = { text: 'x'.repeat(1024 * 1024) };
    for (let number = 1; number <= 20; number++) {
      ring.appendOtlp(traceRequest('shop', [fixture(number, { attributes })]));
    }
    const { kept, evicted, bytes, bytesMax } = ring.kept();
    expect(kept + evicted).toBe(20);
    expect(kept).toBeGreaterThanOrEqual(3);
    expect(bytes).toBeLessThanOrEqual(bytesMax);
    expect(ring.trace(traceIdOf(20))[0]?.attributes['text']).toBe(attributes.text);
  });
});

test('what was kept can be put together again as the request it was', () => {
  const ring = new SpanRing(10, ITEM_BYTES_MAX);
  ring.appendOtlp(traceRequest('shop', [fixture(1), fixture(2, { attributes: { a: 'b' } })]));
  ring.appendOtlp(traceRequest('catalog', [fixture(3)]));
  const { spans: raw, next } = ring.raw(ALWAYS, 0, 100);
  expect(next).toBe(-1);
  expect(ring.raw(ALWAYS, 0, 2).next).toBe(2);
  const again = decodeTraces(writeRequest(raw));
  expect(again.map(({ name, spanId }) => [name, spanId])).toEqual([
    ['work', spanIdOf(1)],
    ['work', spanIdOf(2)],
    ['work', spanIdOf(3)],
  ]);
  const copy = new SpanRing(10, ITEM_BYTES_MAX);
  copy.appendOtlp(writeRequest(raw));
  expect(copy.trace(traceIdOf(2))).toEqual(ring.trace(traceIdOf(2)));
});
