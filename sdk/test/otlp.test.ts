import { afterEach, describe, expect, test } from 'vitest';
import {
  startOtlpHttpReceiver,
  startOtlpReceiver,
  type OtlpReceiver,
} from '../src/testing/index.ts';
import { runFixture, type Fixture } from './support/fixture.ts';
import { expectJoined } from './support/joined.ts';
import { settled } from './support/table.ts';

let fixture: Fixture | undefined;
let otlp: OtlpReceiver | undefined;
afterEach(async () => {
  await fixture?.dispose();
  await otlp?.close();
});

async function start(
  receiver: () => Promise<OtlpReceiver>,
  env: Record<string, string>,
): Promise<Fixture> {
  otlp = await receiver();
  fixture = await runFixture({ file: 'express5.mjs', otlp, env });
  return fixture;
}

const PROTOCOL = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' };
const HEADERS = { OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=blue,authorization=Bearer%20abc' };
const GZIP = { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' };

describe.each([
  ['gRPC', startOtlpReceiver, HEADERS],
  ['gRPC with gzip', startOtlpReceiver, { ...HEADERS, ...GZIP }],
  ['HTTP', startOtlpHttpReceiver, { ...PROTOCOL, ...HEADERS }],
  ['HTTP with gzip', startOtlpHttpReceiver, { ...PROTOCOL, ...HEADERS, ...GZIP }],
] as const)('spans over %s', (_name, receiver, env) => {
  test('arrive whole, with the headers that were asked for', async () => {
    const service = await start(receiver, env);
    const answer = await service.request('/span');
    await settled(service, [answer]);
    const expected = { method: 'GET', route: '/span', status: 200 };
    expectJoined(service.lines(), service.otlp.spans, answer, expected);
    expect(service.otlp.malformed).toEqual([]);
    expect(service.otlp.requests[0]?.headers).toMatchObject({
      'x-tenant': 'blue',
      authorization: 'Bearer abc',
    });
    expect(service.child.stdout.join('\n')).not.toContain('Bearer abc');
  });
});
