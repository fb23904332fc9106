import { monotonicMs } from '../../record/index.ts';
import type { Kit, LibraryAdapter } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import { Statements } from './statements.ts';

interface Exports {
  readonly DatabaseSync?: { readonly prototype?: object };
  readonly StatementSync?: { readonly prototype?: object };
}

type Method = (this: object, ...args: unknown[]) => unknown;
/** Text of the statement that a call runs. */
type TextOf = (self: object, args: readonly unknown[]) => unknown;

/** A file may be named after a customer, so databases are not told apart. */
const PLACE = { system: 'sqlite', namespace: undefined, address: undefined, port: undefined };

export const nodeSqlite: LibraryAdapter = {
  name: 'node:sqlite',
  from: 22,
  way: 'builtin',
  gives: 'statements by operation and table',
  builtin: ({ DatabaseSync, StatementSync }: Exports, kit) => {
    const sqlite = new Sqlite(kit);
    const { prototype } = DatabaseSync ?? {};
    wrapMethod(prototype, 'createTagStore', (original) => sqlite.tagStoreOf(original));
    return (
      wrapMethod(prototype, 'exec', (original) => sqlite.callOf(original, firstArgument)) &&
      sqlite.wrapReads(StatementSync?.prototype, sourceOf)
    );
  },
};

const firstArgument: TextOf = (_, [text]) => text;
const sourceOf: TextOf = (statement) => (statement as { sourceSQL?: unknown }).sourceSQL;
/** Statements as template strings: what stands between the values. */
const templateOf: TextOf = (_, [strings]) =>
  Array.isArray(strings) ? strings.join('?') : undefined;

class Sqlite {
  readonly #kit: Kit;
  readonly #statements: Statements;

  constructor(kit: Kit) {
    this.#kit = kit;
    this.#statements = new Statements(kit, PLACE, 'sqlite');
  }

  wrapReads(prototype: object | undefined, textOf: TextOf): boolean {
    const all = ['all', 'get', 'run'].map((name) =>
      wrapMethod(prototype, name, (original) => this.callOf(original, textOf)),
    );
    wrapMethod(prototype, 'iterate', (original) => this.#iterateOf(original, textOf));
    return all.every(Boolean);
  }

  callOf(original: Method, textOf: TextOf): Method {
    const { hooks } = this.#kit;
    const statements = this.#statements;
    return function call(...args) {
      const text = textOf(this, args);
      const operation = typeof text === 'string' ? statements.begin(text) : undefined;
      if (operation === undefined) return Reflect.apply(original, this, args);
      try {
        const result = Reflect.apply(original, this, args);
        hooks.end(operation);
        return result;
      } catch (error) {
        hooks.end(operation, error, statusOf(error));
        throw error;
      }
    };
  }

  #iterateOf(original: Method, textOf: TextOf): Method {
    const watch = (iterator: object, text: string, sinceMs: number): void =>
      this.#watchIterator(iterator, text, monotonicMs() - sinceMs);
    return function iterate(...args) {
      const sinceMs = monotonicMs();
      const iterator = Reflect.apply(original, this, args) as object;
      const text = textOf(this, args);
      if (typeof text === 'string') watch(iterator, text, sinceMs);
      return iterator;
    };
  }

  /**
   * Rows are read as they are asked for, so only the time in here counts. It is told when the last
   * one is read: an iterator that is left lying would otherwise stay open for ever.
   */
  #watchIterator(iterator: object, text: string, startMs: number): void {
    let busyMs = startMs;
    let isOver = false;
    const end = (error?: unknown): void => {
      if (isOver) return;
      isOver = true;
      const operation = this.#statements.begin(text);
      if (operation === undefined) return;
      operation.startMs -= busyMs;
      const { hooks } = this.#kit;
      if (error === undefined) hooks.end(operation);
      else hooks.end(operation, error, statusOf(error));
    };
    const step = (original: Method): Method => {
      return function read(...args) {
        const sinceMs = monotonicMs();
        try {
          const result = Reflect.apply(original, this, args) as { readonly done?: boolean };
          busyMs += monotonicMs() - sinceMs;
          if (result.done === true) end();
          return result;
        } catch (error) {
          end(error);
          throw error;
        }
      };
    };
    wrapMethod(iterator, 'next', step);
    wrapMethod(iterator, 'return', step);
  }

  tagStoreOf(original: Method): Method {
    const wrap = (store: object): boolean =>
      this.wrapReads(Object.getPrototypeOf(store) as object, templateOf);
    return function createTagStore(...args) {
      const store = Reflect.apply(original, this, args) as object;
      wrap(store);
      return store;
    };
  }
}

/** Of the low byte of a result; the rest says more of the same. */
const RESULTS: Readonly<Record<number, string>> = {
  1: 'SQLITE_ERROR',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  7: 'SQLITE_NOMEM',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  18: 'SQLITE_TOOBIG',
  19: 'SQLITE_CONSTRAINT',
  20: 'SQLITE_MISMATCH',
  26: 'SQLITE_NOTADB',
};

function statusOf(error: unknown): { errorType?: string; status?: string } {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  if (typeof errcode !== 'number') return {};
  const errorType = RESULTS[errcode & 0xff];
  return { status: String(errcode), ...(errorType === undefined ? {} : { errorType }) };
}
