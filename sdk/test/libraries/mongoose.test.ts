import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTR } from '../../src/contract/index.ts';
import { startMongoServer, type MongoServer } from '../support/mongo-server.ts';
import { LibraryService } from './service.ts';

describe('mongoose is seen by its driver', () => {
  let server: MongoServer;
  let service: LibraryService;
  const namesOf = async (step: string, count: number): Promise<string[]> =>
    (await service.step(step, count)).spans.map(({ name }) => name);

  beforeAll(async () => {
    server = await startMongoServer();
    service = await LibraryService.start('mongoose.cjs', { PORT_OF_SERVER: String(server.port) });
  });
  afterAll(async () => {
    await service?.dispose();
    await server.stop();
  });

  test('a query that waited for the connection belongs to its request', async () => {
    const { answer, entry, spans } = await service.step('early');
    expect(answer.status).toBe(200);
    const found = spans.filter(({ name }) => name === 'find orders');
    expect(found.map(({ parentSpanId }) => parentSpanId)).toEqual([entry.spanId]);
  });

  test('each call is told once', async () => {
    expect(await namesOf('save', 2)).toEqual(['insert orders', 'find orders']);
    expect(await namesOf('many', 2)).toEqual(['insert orders', 'update orders']);
  });

  test('errors of the server are those of the call', async () => {
    const { answer, spans } = await service.step('duplicate');
    expect(answer.status).toBe(500);
    expect(spans[0]?.attributes[ATTR.errorType]).toBe('DuplicateKey');
  });

  test('nothing of a document leaves the process', () => {
    const { spans } = service.fixture.otlp;
    const said = JSON.stringify(spans.map(({ name, attributes }) => [name, attributes]));
    expect(said).toContain('update orders');
    expect(said).not.toContain('secret');
  });
});
