import { beforeEach, expect, test } from 'vitest';
import { GRAPHQL } from '../../contract/index.ts';
import type { Kit } from '../adapter.ts';
import { graphql } from './graphql.ts';

interface Ended {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  readonly error: unknown;
  readonly errorType: string | undefined;
}
type Begun = Pick<Ended, 'name' | 'attributes'>;

const ended: Ended[] = [];
const running: string[] = [];
const kit = {
  hooks: {
    series: (_kind: unknown, name: string, attributes: Ended['attributes']) => ({
      name,
      attributes,
    }),
    begin: (series: Begun) => series,
    run: (operation: Begun, work: () => unknown) => {
      running.push(operation.name);
      return work();
    },
    end: ({ name, attributes }: Begun, error: unknown, outcome?: { errorType?: string }) =>
      ended.push({ name, attributes, error, errorType: outcome?.errorType }),
  },
} as unknown as Kit;

/** A module as GraphQL 16 has it, whose execution gives what a test wants. */
function execution(execute: (args: unknown) => unknown): (args: unknown) => unknown {
  const exports = { execute };
  expect(graphql.modules?.[0]?.patch(exports as never, kit)).toBe(true);
  expect(exports.execute).not.toBe(execute);
  return exports.execute;
}

const operation = (type: string, name?: string) => ({
  kind: 'OperationDefinition',
  operation: type,
  ...(name === undefined ? {} : { name: { value: name } }),
});
const document = {
  definitions: [
    { kind: 'FragmentDefinition' },
    operation('query', 'A'),
    operation('mutation', 'B'),
  ],
};

beforeEach(() => {
  ended.length = 0;
  running.length = 0;
});

test('the operation that runs is named', () => {
  const execute = execution(() => ({ data: {} }));
  execute({ document });
  execute({ document, operationName: 'B' });
  execute({ document, operationName: 'secret' });
  execute({ document: { definitions: [operation('query')] } });
  expect(ended.map(({ name }) => name)).toEqual(['query A', 'mutation B', 'graphql', 'query']);
  expect(running).toEqual(ended.map(({ name }) => name));
  expect(ended[1]?.attributes).toEqual({
    [GRAPHQL.operationType]: 'mutation',
    [GRAPHQL.operationName]: 'B',
  });
});

test('errors are those of the result, now or later', async () => {
  const originalError = new RangeError('of a resolver');
  const result = { errors: [{ originalError }] };
  expect(execution(() => result)({ document })).toBe(result);
  await expect(execution(() => Promise.resolve(result))({ document })).resolves.toBe(result);
  expect(ended.map(({ error, errorType }) => [error, errorType])).toEqual([
    [originalError, 'RangeError'],
    [originalError, 'RangeError'],
  ]);
});

test('what is thrown is thrown on', async () => {
  const error = new TypeError('no document');
  const thrower = execution(() => {
    throw error;
  });
  expect(() => thrower({ document })).toThrow(error);
  await expect(execution(() => Promise.reject(error))({})).rejects.toBe(error);
  expect(ended.map((one) => one.error)).toEqual([error, error]);
});

test('GraphQL 17 tells by itself', () => {
  const execute = (): undefined => undefined;
  const exports = { execute, experimentalExecuteIncrementally: execute };
  expect(graphql.modules?.[0]?.patch(exports as never, kit)).toBe(true);
  expect(exports.execute).toBe(execute);
});
