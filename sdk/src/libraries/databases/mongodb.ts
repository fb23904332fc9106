import { ROOT_CONTEXT } from '@opentelemetry/api';

import { DB, ERROR_TYPE } from '../../contract/index.ts';
import { errorTypeOf } from '../../instrument/index.ts';
import type { Operation, OperationSeries } from '../../record/index.ts';
import type { Kit, LibraryAdapter } from '../adapter.ts';
import { isPromise, wrapMethod } from '../patching.ts';
import { Remembered } from '../remembered.ts';
import { DB_CALL, DB_WAIT, placeAttributes } from './call.ts';
import { watchMongoPool } from './mongodb-pool.ts';

const SERIES = Symbol('sightline.series');
const SERIES_MAX = 500;
/** What a service may name itself, by `db.command`. */
const COMMANDS_MAX = 200;
const COMMAND_FORMAT = /^[A-Za-z]\w{0,40}$/;
/** Where commands go that are of no collection. */
const NO_COLLECTION = '$cmd';

interface Client {
  readonly options?: { readonly hosts?: readonly { host?: string; port?: number }[] };
  [SERIES]?: Remembered<OperationSeries>;
}

/** What the driver is about to do: one object per call, whatever it sends for it. */
interface DriverOperation {
  readonly commandName?: unknown;
  readonly ns?: { readonly db?: string; readonly collection?: string };
  /** Where each sort of operation keeps its collection. */
  readonly collectionName?: unknown;
  readonly collection?: { readonly collectionName?: unknown };
  readonly target?: unknown;
  readonly command?: object;
  readonly documents?: unknown;
  readonly statements?: unknown;
  readonly options?: { readonly awaitData?: unknown; readonly maxAwaitTimeMS?: unknown };
}

/**
 * The events of the driver have to be asked for when a client is made, are told where a reply comes
 * in, and know nothing of the time until a server and a connection were found.
 */
export const mongodb: LibraryAdapter = {
  name: 'mongodb',
  from: 6,
  way: 'patch',
  gives: 'operations by collection, pool use and waiting',
  modules: [
    {
      file: 'lib/operations/execute_operation',
      patch: (exports: object, kit) =>
        wrapMethod(exports, 'executeOperation', (original) => executeOf(original, kit)),
    },
    { file: 'lib/cmap/connection_pool', patch: watchMongoPool },
  ],
};

type Execute = (this: unknown, ...args: unknown[]) => unknown;

function executeOf(original: Execute, kit: Kit): Execute {
  return function executeOperation(...args) {
    const operation = beginOf(args[0] as Client, args[1] as DriverOperation, kit);
    const result = Reflect.apply(original, this, args);
    if (operation === undefined || !isPromise(result)) return result;
    const { hooks } = kit;
    return result.then(
      (value) => {
        const failed = writeErrorOf(value);
        if (failed === undefined) hooks.end(operation);
        else hooks.end(operation, undefined, outcomeOf(failed));
        return value;
      },
      (error: unknown) => {
        hooks.end(operation, error, outcomeOf(error));
        throw error;
      },
    );
  };
}

function beginOf(client: Client, given: DriverOperation, { hooks }: Kit): Operation | undefined {
  if (client === null || typeof client !== 'object') return undefined;
  const command = commandOf(given ?? {});
  if (command === undefined) return undefined;
  const table = tableOf(given);
  const db = given.ns?.db;
  // Looked up by name, a service has hosts once it is connected.
  const { host, port } = client.options?.hosts?.[0] ?? {};
  client[SERIES] ??= new Remembered(SERIES_MAX);
  let series = client[SERIES].get(`${command} ${db}.${table} ${host}`, () => {
    return hooks.series(DB_CALL, table === undefined ? command : `${command} ${table}`, {
      ...placeAttributes({ system: 'mongodb', namespace: db, address: host, port }),
      [DB.operation]: command,
      [DB.collection]: table,
    });
  });
  if (isWaiting(command, given)) {
    // What follows a stream of changes waits for the next one all day long.
    if (hooks.active === ROOT_CONTEXT) return undefined;
    series = hooks.series(DB_WAIT, series.name, series.attributes);
  }
  const operation = hooks.begin(series);
  const size = sizeOf(given);
  if (operation !== undefined && size > 1) operation.attributes = { [DB.batchSize]: size };
  return operation;
}

function tableOf(given: DriverOperation): string | undefined {
  const { ns, collectionName, collection, target } = given;
  if (ns?.collection !== undefined && ns.collection !== NO_COLLECTION) return ns.collection;
  const table = collectionName ?? collection?.collectionName ?? target;
  return typeof table === 'string' ? table : undefined;
}

function isWaiting(command: string, { options }: DriverOperation): boolean {
  if (command !== 'getMore') return false;
  return options?.awaitData === true || typeof options?.maxAwaitTimeMS === 'number';
}

function sizeOf({ documents, statements }: DriverOperation): number {
  const many = documents ?? statements;
  return Array.isArray(many) ? many.length : 0;
}

const commands = new Set<string>();

/** The name of the command; its arguments are nobody's business. */
function commandOf({ commandName, command }: DriverOperation): string | undefined {
  if (typeof commandName !== 'string') return undefined;
  const name =
    commandName === 'runCommand' && typeof command === 'object' && command !== null
      ? (Object.keys(command)[0] ?? commandName)
      : commandName;
  if (commands.has(name)) return name;
  if (!COMMAND_FORMAT.test(name) || commands.size >= COMMANDS_MAX) return ERROR_TYPE.other;
  commands.add(name);
  return name;
}

/** Several writes at once may fail one by one. */
function writeErrorOf(value: unknown): unknown {
  const { writeErrors } = (value ?? {}) as { writeErrors?: unknown };
  return Array.isArray(writeErrors) ? writeErrors[0] : undefined;
}

/** The server gives no name of this one. */
const DUPLICATE_KEY = 11_000;

function outcomeOf(error: unknown): { errorType?: string; status?: string } {
  const { code, codeName } = (error ?? {}) as { code?: unknown; codeName?: unknown };
  if (typeof code !== 'number') return { errorType: errorTypeOf(error) };
  const status = String(code);
  if (typeof codeName === 'string' && COMMAND_FORMAT.test(codeName)) {
    return { errorType: codeName, status };
  }
  return { errorType: code === DUPLICATE_KEY ? 'DuplicateKey' : status, status };
}
