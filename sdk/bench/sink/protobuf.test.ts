import {
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { describe, expect, it } from 'vitest';
import { countItems, histogramCounts } from './protobuf.ts';

describe('counting what an OTLP request carries', () => {
  it('counts the spans that the official serializer writes', () => {
    const resource = { attributes: { 'service.name': 'orders' } };
    const span = (index: number) => ({
      name: `span ${index}`,
      kind: 1,
      spanContext: () => ({
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        traceFlags: 1,
      }),
      startTime: [1, index],
      endTime: [2, index],
      status: { code: 0 },
      attributes: { 'http.route': '/orders/:id', index },
      links: [],
      events: [{ name: 'event', time: [1, 5], attributes: { long: 'x'.repeat(300) } }],
      duration: [1, 0],
      ended: true,
      resource,
      instrumentationScope: { name: index % 2 === 0 ? 'even' : 'odd', version: '1' },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    });
    const spans = Array.from({ length: 200 }, (_, index) => span(index));
    const bytes = ProtobufTraceSerializer.serializeRequest(spans as never);
    expect(countItems(Buffer.from(bytes ?? []))).toBe(200);
    expect(countItems(Buffer.alloc(0))).toBe(0);
  });

  it('adds up the observations of each histogram', () => {
    const point = (count: number) => ({
      startTime: [1, 0],
      endTime: [2, 0],
      attributes: { count },
      value: { buckets: { boundaries: [1], counts: [count, 0] }, sum: 1, count, min: 0, max: 1 },
    });
    const metric = {
      descriptor: {
        name: 'http.server.request.duration',
        description: '',
        unit: 's',
        valueType: 1,
      },
      aggregationTemporality: 1,
      dataPointType: 0,
      dataPoints: [point(12), point(30)],
    };
    const scopeMetrics = [{ scope: { name: 'http' }, metrics: [metric] }];
    const bytes = ProtobufMetricsSerializer.serializeRequest({
      resource: { attributes: {} },
      scopeMetrics,
    } as never);
    expect(histogramCounts(Buffer.from(bytes ?? []))).toEqual({
      'http.server.request.duration': 42,
    });
  });
});
