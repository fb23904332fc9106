import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTR, GRAPHQL, GRAPHQL_METRICS, labelOf } from '../../src/contract/index.ts';
import { LibraryService } from './service.ts';

const COUNT = `${GRAPHQL_METRICS.duration.name}_count`;

describe('graphql', () => {
  let service: LibraryService;
  const counted = async (type: string | undefined, error?: string): Promise<number> => {
    const labels = { [labelOf(GRAPHQL.operationType)]: type, [labelOf(ATTR.errorType)]: error };
    return (await service.fixture.scrape()).value(COUNT, labels);
  };

  beforeAll(async () => {
    service = await LibraryService.start('graphql.cjs');
  });
  afterAll(() => service?.dispose());

  test('an operation is a child of the request, and parent of what its resolvers do', async () => {
    const { answer, entry, spans } = await service.step('query', 2);
    const [operation, load] = spans;
    expect(operation).toMatchObject({
      name: 'query FindOrder',
      kind: 'internal',
      parentSpanId: entry.spanId,
      status: { code: 'unset' },
    });
    expect(operation?.attributes).toEqual({
      [GRAPHQL.operationType]: 'query',
      [GRAPHQL.operationName]: 'FindOrder',
    });
    expect(load).toMatchObject({ name: 'load', parentSpanId: operation?.spanId });
    const line = await service.fixture.waitForLine(
      ({ message, trace }) => message === 'in the resolver' && trace?.id === answer.traceId,
    );
    expect(line.span?.id).toBe(operation?.spanId);
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('secret');
    expect(await counted('query')).toBe(1);
  });

  test.each([
    ['anonymous', 2, 'query'],
    ['mutation', 1, 'mutation Pay'],
    ['sync', 1, 'mutation Pay'],
    ['mixed', 2, 'query B'],
    ['subscription', 1, 'subscription Orders'],
  ])('%s is named by type and name', async (path, count, name) => {
    const { spans } = await service.step(path, count);
    expect(spans).toHaveLength(count);
    expect(spans[0]).toMatchObject({ name, status: { code: 'unset' } });
  });

  test('errors of resolvers are those of the operation, by class or by code', async () => {
    const { answer, spans } = await service.step('broken');
    expect(answer.status).toBe(200);
    expect(spans[0]).toMatchObject({ name: 'query Broken', status: { code: 'error' } });
    expect(spans[0]?.attributes[ATTR.errorType]).toBe('RangeError');
    expect(await counted('query', 'RangeError')).toBe(1);
    await service.step('coded');
    expect(await counted('query', 'FORBIDDEN')).toBe(1);
  });

  test('a name that stands in no document goes nowhere', async () => {
    const { spans } = await service.step('guessed');
    expect(spans[0]).toMatchObject({
      name: 'graphql',
      attributes: { [ATTR.errorType]: 'GraphQLError' },
    });
    expect(JSON.stringify(spans[0]?.attributes)).not.toContain('secret');
    expect(await counted(undefined, 'GraphQLError')).toBe(1);
  });

  test('what is not executed is no operation', async () => {
    const before = await counted('query');
    const { spans } = await service.step('unparsed', 0);
    expect(spans).toEqual([]);
    expect(await counted('query')).toBe(before);
  });

  test('so many names that somebody must be making them up are named by type', async () => {
    const before = await counted('query');
    const { spans } = await service.step('many', 800);
    const names = new Set(spans.map(({ name }) => name));
    expect(names).toContain('query Name0');
    expect(names).toContain('query');
    expect(names.size).toBeLessThan(310);
    expect(await counted('query')).toBe(before + 400);
  });
});
