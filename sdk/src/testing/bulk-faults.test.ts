import https from 'node:https';
import net from 'node:net';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeCertificate } from '../../test/support/certificate.ts';
import { startBulkReceiver, type BulkReceiver } from './index.ts';

let receiver: BulkReceiver;
beforeAll(async () => {
  receiver = await startBulkReceiver();
});
beforeEach(() => {
  receiver.clear();
  receiver.behave('ok');
});
afterAll(() => receiver.close());

const STREAM = 'logs-sightline-test';
const create = (...ids: string[]): string =>
  ids.map((_id) => `{"create":{"_index":"${STREAM}","_id":"${_id}"}}\n{"n":"${_id}"}\n`).join('');

interface Item {
  readonly _index: string;
  readonly _id: string;
  readonly status: number;
  readonly failure_store?: string;
}

async function post(body: string): Promise<{ status: number; items: Item[]; type?: string }> {
  const headers = { 'content-type': 'application/x-ndjson' };
  const response = await fetch(`${receiver.endpoint}/_bulk`, { method: 'POST', headers, body });
  const { items = [], error } = (await response.json()) as {
    items?: { create: Item }[];
    error?: { type: string };
  };
  const all = items.map((item) => item.create);
  return { status: response.status, items: all, ...(error && { type: error.type }) };
}

const ids = (): string[] => receiver.documents.map(({ id }) => id);

test('a slow server has applied what it has not answered', async () => {
  receiver.behave({ mode: 'slow', delayMs: 50 });
  const startedAt = performance.now();
  const answered = post(create('a'));
  await receiver.waitForDocuments(1);
  expect((await answered).items).toMatchObject([{ status: 201 }]);
  expect(performance.now() - startedAt).toBeGreaterThan(45);
});

test('half of a request is applied before the connection is reset', async () => {
  receiver.behave({ mode: 'half-applied', items: 2 }, { times: 1 });
  await expect(post(create('a', 'b', 'c'))).rejects.toThrow('fetch failed');
  expect(ids()).toEqual(['a', 'b']);
  const again = await post(create('a', 'b', 'c'));
  expect(again.items.map(({ status }) => status)).toEqual([409, 409, 201]);
  expect(ids()).toEqual(['a', 'b', 'c']);
});

test('after a rollover the same id can be created once more', async () => {
  await post(create('a'));
  receiver.rollover();
  expect((await post(create('a'))).items).toMatchObject([{ status: 201 }]);
  expect((await post(create('a'))).items).toMatchObject([{ status: 409 }]);
  expect(ids()).toEqual(['a', 'a']);
});

test('a delete elsewhere does not undo a rollover', async () => {
  await post(create('a'));
  receiver.rollover();
  const target = '{"_index":"plain","_id":"x"}';
  await post(`{"index":${target}}\n{"n":1}\n{"delete":${target}}\n`);
  expect((await post(create('a'))).items).toMatchObject([{ status: 201 }]);
});

test('a body above the limit is refused, by its size after decompression', async () => {
  receiver.behave({ mode: 'limit', maxBytes: create('a').length });
  expect(await post(create('a', 'b'))).toMatchObject({ status: 413, type: 'content_too_long' });
  expect(await post(create('a'))).toMatchObject({ status: 200 });
  expect(ids()).toEqual(['a']);
});

test('what the failure store took is said and kept apart', async () => {
  receiver.behave({ mode: 'failure-store', when: ({ id }) => id === 'b' });
  const { items } = await post(create('a', 'b'));
  expect(items.map((item) => item.failure_store)).toEqual([undefined, 'used']);
  expect(items[1]).toMatchObject({ status: 201, _index: `.fs-${STREAM}-000001` });
  expect(items[1]?._id).not.toBe('b');
  expect(ids()).toEqual(['a']);
  expect(receiver.failures).toEqual([{ index: STREAM, id: 'b', source: { n: 'b' } }]);
});

test('a refusal can say what Elasticsearch would say', async () => {
  receiver.behave({ mode: 'refuse', status: 401, type: 'security_exception' });
  expect(await post(create('a'))).toMatchObject({ status: 401, type: 'security_exception' });
});

test('a connection is reset while the request is being sent', async () => {
  receiver.behave('reset-in-body');
  const { port } = receiver;
  const code = await new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    socket.once('end', () => resolve('end'));
    // The announced length is never reached, so whoever waits for the whole body waits for ever.
    socket.write('POST /_bulk HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n{"create"');
  });
  expect(code).toBe('ECONNRESET');
  expect(receiver.requests.map(({ body }) => body.length)).toEqual([0]);
  expect(receiver.documents).toEqual([]);
});

test('a server that is gone comes back on the same port, with what it had', async () => {
  await post(create('a'));
  await receiver.close();
  await expect(post(create('b'))).rejects.toThrow('fetch failed');
  await receiver.reopen();
  expect((await post(create('a', 'b'))).items.map(({ status }) => status)).toEqual([409, 201]);
});

test('speaks TLS with the certificate it is given, and can cut such connections', async () => {
  const { keyFile, certFile, remove } = makeCertificate();
  const [key, cert] = [readFileSync(keyFile), readFileSync(certFile)];
  remove();
  const secure = await startBulkReceiver({ tls: { key, cert } });
  const send = (ca?: Buffer): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const request = https.request(`${secure.endpoint}/_bulk`, { method: 'POST', ca });
      request.once('response', (response) => resolve(response.resume().statusCode));
      request.once('error', reject).end(create('a'));
    });
  try {
    await expect(send()).rejects.toThrow('self-signed certificate');
    expect(await send(cert)).toBe(200);
    secure.behave('reset');
    await expect(send(cert)).rejects.toThrow('socket hang up');
    expect(secure.documents).toHaveLength(1);
  } finally {
    await secure.close();
  }
});
