import { GRAPHQL, GRAPHQL_METRICS } from '../../contract/index.ts';
import { errorTypeOf, subscribe } from '../../instrument/index.ts';
import type { Operation, OperationKind, OperationSeries } from '../../record/index.ts';
import type { Kit, LibraryAdapter } from '../adapter.ts';
import { isPromise, wrapMethod } from '../patching.ts';

const EXECUTION: OperationKind = { metric: GRAPHQL_METRICS.duration, span: 'internal' };
const CHANNELS = ['graphql:execute', 'graphql:subscribe'];
/** Callers choose the names: spans of further ones are named by their type alone. */
const NAMES_MAX = 300;
const CODE = /^[A-Z][A-Z_]{1,60}$/;

/** What an execution is about, as GraphQL 17 tells it. */
interface Execution {
  readonly operationType?: string | undefined;
  readonly operationName?: string | undefined;
}

interface Result {
  readonly errors?: readonly {
    readonly originalError?: unknown;
    readonly extensions?: { readonly code?: unknown };
  }[];
}

interface ExecutionMessage extends Execution {
  readonly error?: unknown;
  readonly result?: Result;
}

export const graphql: LibraryAdapter = {
  name: 'graphql',
  from: 16,
  way: 'channel',
  gives: 'executed operations by type and name, with their errors',
  watch: watchChannels,
  modules: [{ file: 'execution/execute', patch: patchExecute }],
};

function watchChannels(kit: Kit): () => void {
  const { hooks } = kit;
  const names = new ExecutionNames(kit);
  const open = new WeakMap<object, Operation>();
  const end = (message: unknown): void => {
    const { error, result } = message as ExecutionMessage;
    const operation = open.get(message as object);
    if (operation !== undefined) endExecution(operation, error, result, kit);
  };
  const stops = CHANNELS.flatMap((name) => [
    hooks.runChannel(name, (message) => {
      const operation = hooks.begin(names.series(message as ExecutionMessage));
      if (operation !== undefined) open.set(message as object, operation);
      return operation;
    }),
    subscribe({
      // Told at the end of the synchronous part as well, when there is no result yet.
      [`tracing:${name}:end`]: (message) => {
        const { error, result } = message as ExecutionMessage;
        if (error !== undefined || result !== undefined) end(message);
      },
      [`tracing:${name}:asyncEnd`]: end,
    }),
  ]);
  return () => {
    for (const stop of stops) stop();
  };
}

/** GraphQL 16 has no channels; its other modules ask for `execute` where it is replaced here. */
function patchExecute(exports: Record<string, unknown>, kit: Kit): boolean {
  if ('experimentalExecuteIncrementally' in exports) return true;
  const names = new ExecutionNames(kit);
  const { hooks } = kit;
  return wrapMethod(exports, 'execute', (original: Execute) => {
    return function execute(this: unknown, ...args: unknown[]): unknown {
      const operation = beginOf(args[0] as ExecutionArgs, names, kit);
      if (operation === undefined) return Reflect.apply(original, this, args);
      const done = (result: unknown): unknown => {
        endExecution(operation, undefined, result as Result, kit);
        return result;
      };
      const failed = (error: unknown): never => {
        endExecution(operation, error, undefined, kit);
        throw error;
      };
      let result: unknown;
      try {
        result = hooks.run(operation, () => Reflect.apply(original, this, args));
      } catch (error) {
        return failed(error);
      }
      return isPromise(result) ? result.then(done, failed) : done(result);
    };
  });
}

type Execute = (this: unknown, ...args: unknown[]) => unknown;

interface ExecutionArgs {
  readonly document?: {
    readonly definitions: readonly {
      readonly kind: string;
      readonly operation?: string;
      readonly name?: { readonly value: string };
    }[];
  };
  readonly operationName?: string | null;
}

function beginOf(
  args: ExecutionArgs,
  names: ExecutionNames,
  { hooks }: Kit,
): Operation | undefined {
  try {
    const { document, operationName } = args;
    const found = document?.definitions.find(
      ({ kind, name }) =>
        kind === 'OperationDefinition' && (!operationName || name?.value === operationName),
    );
    return hooks.begin(
      names.series({ operationType: found?.operation, operationName: found?.name?.value }),
    );
  } catch {
    return undefined;
  }
}

class ExecutionNames {
  readonly #kit: Kit;
  readonly #series = new Map<string, OperationSeries>();

  constructor(kit: Kit) {
    this.#kit = kit;
  }

  series({ operationType: type, operationName }: Execution): OperationSeries {
    // A name that stands in no document is the caller's own text.
    const name = type === undefined ? undefined : operationName;
    const key = `${type ?? ''} ${name ?? ''}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const isFull = this.#series.size >= NAMES_MAX && name !== undefined;
    if (isFull) return this.series({ operationType: type });
    const title = type === undefined ? 'graphql' : [type, name].filter(Boolean).join(' ');
    const series = this.#kit.hooks.series(EXECUTION, title, {
      [GRAPHQL.operationType]: type,
      [GRAPHQL.operationName]: name,
    });
    this.#series.set(key, series);
    return series;
  }
}

/** Errors of resolvers are part of a result. */
function endExecution(
  operation: Operation,
  thrown: unknown,
  result: Result | undefined,
  { hooks }: Kit,
): void {
  const [first] = result?.errors ?? [];
  if (first === undefined) {
    hooks.end(operation, thrown);
    return;
  }
  const code = first.extensions?.code;
  const error = first.originalError ?? first;
  const isCode = typeof code === 'string' && CODE.test(code);
  hooks.end(operation, error, { errorType: isCode ? code : errorTypeOf(error) });
}
