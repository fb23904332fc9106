import { connect, type ClientHttp2Session } from 'node:http2';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ERROR_TYPE } from '../src/contract/index.ts';
import { makeCertificate } from './support/certificate.ts';
import { runFixture, type Fixture } from './support/fixture.ts';
import { newIds } from './support/http-client.ts';
import { expectJoined, requestCount } from './support/joined.ts';
import { ID, settled } from './support/table.ts';

const certificate = makeCertificate();
afterAll(() => certificate.remove());

describe.each(['compatibility', 'stream'])('HTTP/2 with the %s API', (api) => {
  let fixture: Fixture;
  let session: ClientHttp2Session;

  beforeAll(async () => {
    fixture = await runFixture({
      file: 'http2.mjs',
      protocol: 'https',
      env: {
        FIXTURE_HTTP2: api,
        FIXTURE_TLS_KEY: certificate.keyFile,
        FIXTURE_TLS_CERT: certificate.certFile,
      },
    });
    session = connect(fixture.origin, { rejectUnauthorized: false });
  });
  afterAll(async () => {
    session.destroy();
    await fixture.dispose();
  });

  test('a request is measured once, under its template', async () => {
    const ids = newIds();
    const stream = session.request({ ':path': `/orders/${ID}`, traceparent: ids.traceparent });
    const status = new Promise((resolve) => {
      stream.once('response', (headers) => resolve(headers[':status']));
    });
    await text(stream);
    expect(await status).toBe(200);

    await settled(fixture, [ids]);
    const expected = { method: 'GET', route: '/orders/:id', status: 200, scheme: 'https' } as const;
    expectJoined(fixture.lines(), fixture.otlp.spans, ids, expected);
    expect(requestCount(await fixture.scrape(), expected)).toBe(1);
  });

  test('a stream that the client cancels is counted as aborted', async () => {
    const ids = newIds();
    const stream = session.request({ ':path': `/hang/${ID}`, traceparent: ids.traceparent });
    stream.on('error', () => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    stream.close(8);

    await settled(fixture, [ids]);
    const expected = {
      method: 'GET',
      // Only the compatibility fixture has a router that knows this route.
      route: api === 'stream' ? undefined : '/hang/:id',
      status: 0,
      errorType: ERROR_TYPE.clientAborted,
      scheme: 'https',
    } as const;
    expectJoined(fixture.lines(), fixture.otlp.spans, ids, expected);
    expect(requestCount(await fixture.scrape(), expected)).toBe(1);
  });
});
