import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { orSkip } from '../../../scripts/real-parts/part.ts';
import { freePort } from '../../../scripts/real-parts/process.ts';
import { startRedis, type RunningRedis } from '../../../scripts/real-parts/redis.ts';
import {
  ATTR,
  CACHE_RESULT,
  DB,
  DB_METRICS,
  ERROR_TYPE,
  LABEL,
  labelOf,
} from '../../src/contract/index.ts';
import { LibraryService } from './service.ts';

const server = orSkip(await startRedis());
const clusterSettings = {
  'cluster-enabled': 'yes',
  'cluster-port': String(await freePort()),
  'cluster-announce-ip': '127.0.0.1',
  'cluster-node-timeout': '500',
};
const clusterServer = orSkip(await startRedis(clusterSettings));
const bundledServer = orSkip(await startRedis());

describe.skipIf(isMissing(server))('ioredis against a real Redis', () => {
  let service: LibraryService;
  let running = server as RunningRedis;
  const port = isMissing(server) ? 0 : server.port;
  /** Of all samples that have the labels. */
  const value = async (name: string, labels: Record<string, string>): Promise<number> => {
    const samples = (await service.fixture.scrape()).find(name, labels);
    return samples.reduce((sum, sample) => sum + sample.value, 0);
  };
  const operation = (name: string) => ({ [labelOf(DB.operation)]: name });
  const reads = async (name: string, result: string) =>
    (await value(DB_METRICS.cacheReads.name, {
      ...operation(name),
      [LABEL.cacheResult]: result,
    })) ?? 0;

  beforeAll(async () => {
    service = await LibraryService.start('ioredis.cjs', {
      PORT_OF_SERVER: String(port),
      CLUSTER_PORT: isMissing(clusterServer) ? '' : String(clusterServer.port),
    });
  });
  afterAll(async () => {
    await service?.dispose();
    if (!isMissing(server)) await running.stop();
    if (!isMissing(clusterServer)) await clusterServer.stop();
  });

  test('commands are children of the request; a read says whether it hit', async () => {
    const { answer, entry, spans } = await service.step('read', 3);
    expect(JSON.parse(answer.body)).toEqual(['secret-42', null]);
    expect(spans.map(({ name }) => name)).toEqual(['SET', 'GET', 'GET']);
    expect(spans[1]).toMatchObject({
      kind: 'client',
      parentSpanId: entry.spanId,
      status: { code: 'unset' },
    });
    expect(spans.map(({ attributes }) => attributes[DB.cacheResult])).toEqual([
      undefined,
      CACHE_RESULT.hit,
      CACHE_RESULT.miss,
    ]);
    expect(spans[0]?.attributes).toEqual({
      [DB.system]: 'redis',
      [DB.namespace]: '3',
      [DB.operation]: 'SET',
      [ATTR.serverAddress]: '127.0.0.1',
      [ATTR.serverPort]: port,
    });
    const labels = { ...operation('GET'), [labelOf(DB.namespace)]: '3', server_port: String(port) };
    expect(await value(`${DB_METRICS.duration.name}_count`, labels)).toBe(2);
  });

  test('what several keys hit is counted key by key', async () => {
    const { answer, spans } = await service.step('reads', 5);
    expect(answer.status).toBe(200);
    expect(spans.map(({ name }) => name)).toEqual(['HSET', 'MGET', 'HGET', 'HMGET', 'EXISTS']);
    expect([await reads('MGET', 'hit'), await reads('MGET', 'miss')]).toEqual([1, 2]);
    expect([await reads('HGET', 'hit'), await reads('HGET', 'miss')]).toEqual([1, 0]);
    expect([await reads('HMGET', 'hit'), await reads('HMGET', 'miss')]).toEqual([1, 1]);
    expect([await reads('EXISTS', 'hit'), await reads('EXISTS', 'miss')]).toEqual([1, 1]);
    expect(spans[2]?.attributes[DB.cacheResult]).toBe(CACHE_RESULT.hit);
    expect(spans[1]?.attributes[DB.cacheResult]).toBeUndefined();
  });

  test('a callback runs in the request that asked', async () => {
    const { answer, entry } = await service.step('callback');
    const line = await service.fixture.waitForLine(
      ({ message, trace }) => message === 'in the callback' && trace?.id === answer.traceId,
    );
    expect(line.span?.id).toBe(entry.spanId);
  });

  test('a transaction and a pipeline are one operation each', async () => {
    const before = [await reads('GET', 'hit'), await reads('GET', 'miss')];
    const multi = await service.step('multi');
    expect(multi.spans.map(({ name }) => name)).toEqual(['MULTI']);
    expect(multi.spans[0]?.attributes).toMatchObject({
      [DB.operation]: 'MULTI',
      [DB.batchSize]: 3,
    });
    const pipeline = await service.step('pipeline');
    expect(pipeline.spans.map(({ name }) => name)).toEqual(['PIPELINE']);
    expect(pipeline.spans[0]?.attributes[DB.batchSize]).toBe(2);
    const after = [await reads('GET', 'hit'), await reads('GET', 'miss')];
    expect(after).toEqual(before.map((count) => count + 2));
  });

  test('an error of one command is that of the batch', async () => {
    const pipeline = await service.step('broken');
    expect(pipeline.answer.status).toBe(200);
    expect(pipeline.spans[0]?.attributes[ATTR.errorType]).toBe('WRONGTYPE');
    const multi = await service.step('aborted');
    expect(multi.answer.status).toBe(500);
    expect(multi.spans[0]).toMatchObject({ name: 'MULTI', status: { code: 'error' } });
    expect(multi.spans[0]?.attributes[ATTR.errorType]).toBe('EXECABORT');
  });

  test('errors are named by the code of the server, and scripts by their command', async () => {
    const { answer, spans } = await service.step('wrongType');
    expect(answer.status).toBe(500);
    expect(spans[0]).toMatchObject({ name: 'LPUSH', status: { code: 'error' } });
    expect(spans[0]?.attributes).toMatchObject({
      [ATTR.errorType]: 'WRONGTYPE',
      [DB.status]: 'WRONGTYPE',
    });
    const lua = await service.step('lua', 2);
    expect(lua.spans.map(({ name }) => name)).toEqual(['EVALSHA', 'EVALSHA']);
  });

  test('a rejection that nobody handles stays one', async () => {
    const { answer } = await service.step('unhandled');
    expect(answer.body).toContain('WRONGTYPE');
  });

  test('commands that wait on purpose have a span and no duration', async () => {
    const { spans } = await service.step('wait', 4);
    expect(spans.map(({ name }) => name)).toEqual(['BLPOP', 'XREAD', 'XREAD', 'QUIT']);
    const count = `${DB_METRICS.duration.name}_count`;
    expect(await value(count, operation('BLPOP'))).toBe(0);
    expect(await value(count, operation('XREAD'))).toBe(1);
    const { answer, spans: published } = await service.step('subscribe', 2);
    expect(answer.status).toBe(200);
    expect(published.map(({ name }) => name)).toEqual(['SUBSCRIBE', 'PUBLISH']);
  });

  test('a queue on top of it makes no names of its own', async () => {
    const { answer, spans } = await service.step('queue', 3);
    expect(JSON.parse(answer.body)).toEqual({ waiting: 1 });
    const commands = spans.filter(({ attributes }) => attributes[DB.system] === 'redis');
    const names = new Set(commands.map(({ name }) => name));
    expect([...names].filter((name) => !/^[A-Z]+$/.test(name))).toEqual([]);
    expect(names).toContain('EVALSHA');
  });

  test('a command that waits for a connection in vain is told, too', async () => {
    const { answer, entry, spans } = await service.step('down');
    expect(answer.status).toBe(500);
    expect(spans[0]).toMatchObject({ name: 'GET', parentSpanId: entry.spanId });
    expect(spans[0]?.attributes).toMatchObject({
      [ATTR.errorType]: 'MaxRetriesPerRequestError',
      [ATTR.serverPort]: 1,
    });
  });

  test('commands to a cluster count once, wherever they go', async () => {
    const { answer, spans } = await service.step('cluster', 3);
    expect(answer.status).toBe(200);
    const commands = spans.filter(({ name }) => !/CLUSTER|INFO/.test(name));
    expect(commands.map(({ name }) => name)).toEqual(['SET', 'GET', 'PIPELINE']);
    const ports = commands.map(({ attributes }) => attributes[ATTR.serverPort]);
    expect(ports).toEqual(Array(3).fill(isMissing(clusterServer) ? 0 : clusterServer.port));
  });

  test('connections that fail and those that are lost are counted', async () => {
    const failures = DB_METRICS.connectionFailures.name;
    const refused = { error_type: 'ECONNREFUSED', server_port: '1' };
    expect(await value(failures, refused)).toBeGreaterThan(1);
    const created = `${DB_METRICS.createTime.name}_count`;
    expect(await value(created, { [labelOf(DB.system)]: 'redis' })).toBeGreaterThan(0);
    await running.server.kill();
    running = (await startRedis({}, port)) as RunningRedis;
    expect((await service.step('alive')).answer.status).toBe(200);
    const lost = { server_port: String(port), error_type: ERROR_TYPE.connectionLost };
    expect(await value(failures, lost)).toBeGreaterThan(0);
  });

  test('neither keys nor values leave the process', async () => {
    const said = JSON.stringify(service.fixture.otlp.spans, (_, part: unknown) =>
      typeof part === 'bigint' ? String(part) : part,
    );
    expect(said).toContain('MGET');
    expect(said).not.toMatch(/secret-42|user:|cart:|apples|nothing-comes/);
  });
});

describe.skipIf(isMissing(bundledServer))('ioredis inside of a bundle', () => {
  test('is seen by its channel', async () => {
    const { port, stop } = bundledServer as RunningRedis;
    const folder = mkdtempSync(join(tmpdir(), 'ioredis-bundle-'));
    const file = join(folder, 'app.cjs');
    await build({
      entryPoints: [fileURLToPath(new URL('apps/ioredis-bundled.cjs', import.meta.url))],
      bundle: true,
      platform: 'node',
      external: ['sightline'],
      logLevel: 'silent',
      outfile: file,
    });
    const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
    const env = { PORT_OF_SERVER: String(port), NODE_PATH: modules };
    const service = await LibraryService.start(file, env);
    try {
      await service.step('connect', 0);
      const { entry, spans } = await service.step('read', 3);
      expect(spans.map(({ name }) => name)).toEqual(['SET', 'GET', 'GET']);
      expect(spans.map(({ attributes }) => attributes[DB.cacheResult])).toEqual([
        undefined,
        CACHE_RESULT.hit,
        CACHE_RESULT.miss,
      ]);
      expect(spans[0]?.parentSpanId).toBe(entry.spanId);
      const failed = await service.step('wrongType');
      expect(failed.spans[0]?.attributes[ATTR.errorType]).toBe('WRONGTYPE');
    } finally {
      await service.dispose();
      await stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
