import { LOG_FIELD, LOG_PATH, REDACTED, SETTABLE_PATHS } from '../contract/index.ts';
import { fieldName, isPathName, put } from '../record/index.ts';
import { Cleaner, cleanText, UNREADABLE } from './clean.ts';
import type { LogCounters } from './counters.ts';
import { isError, MAX_MESSAGE_LENGTH } from './error-parts.ts';
import { ecsError, type EcsError } from './errors.ts';
import { httpFacts, isHttpMessage } from './http-message.ts';
import type { IsSecret } from './redact.ts';
import type { Room } from './room.ts';
import { isLeaf, isNothing, isPlain, MAX_FIELDS, setPath, unpacked } from './values.ts';

const MAX_DEPTH = 6;
const ID_MAX_LENGTH = 1024;
/** What a member takes beside its name and value. */
const MEMBER_CHARS = 8;
/** The default of the setting; lines from before `init` are held to it. */
const LINE_LENGTH = 32_768;

const SETTABLE_ROOTS = new Set(Object.keys(SETTABLE_PATHS).map((path) => path.split('.', 1)[0]));

/** The part of a log line that comes from the application's own fields. */
export interface AppFields {
  error?: EcsError;
  labels?: Record<string, unknown>;
  numeric_labels?: Record<string, number>;
  [field: string]: unknown;
}

/** What an application wants its own fields to become, by name. */
export type Serializers = Readonly<Record<string, (value: unknown) => unknown>>;

/**
 * Sorts application fields into the contract: errors become `error`, contract fields of the right
 * type stay, everything else goes under `labels` or `numeric_labels`, so that no application can
 * break the mapping of another. Secrets are redacted at any depth. A field that throws when it is
 * read costs its own value, not its neighbours.
 */
export class FieldMapper {
  readonly counters: LogCounters;
  /** Longest line; what would not fit is not read. */
  readonly maxLineLength: number;
  readonly #isSecret: IsSecret;
  readonly #userId: (id: string) => string;
  readonly #cleaner: Cleaner;

  constructor(
    isSecret: IsSecret,
    counters: LogCounters,
    userId: (id: string) => string,
    maxLineLength = LINE_LENGTH,
  ) {
    this.#isSecret = isSecret;
    this.counters = counters;
    this.#userId = userId;
    this.maxLineLength = maxLineLength;
    this.#cleaner = new Cleaner(isSecret);
  }

  /** A bounded copy without secrets. */
  copy(value: object, room: Room): unknown {
    return this.#cleaner.clean(value, 0, room);
  }

  /** Adds an object given by the application to the fields of a line. */
  add(into: AppFields, given: object, room: Room, serializers?: Serializers): void {
    const fields = unpacked(given) as Record<string, unknown>;
    const keys = Object.keys(fields);
    for (let at = 0; at < keys.length; at += 1) {
      if (!hasRoom(at, room)) return;
      const key = keys[at] as string;
      try {
        const serialize = serializers?.[key];
        const value = fields[key];
        this.#addField(into, key, serialize === undefined ? value : serialize(value), room);
      } catch {
        room.isCut = true;
        label(into, key, UNREADABLE, room);
      }
    }
  }

  #addField(into: AppFields, key: string, value: unknown, room: Room): void {
    if (isNothing(value)) return;
    if (this.#isSecret(key)) {
      label(into, key, REDACTED, room);
    } else if ((key === 'err' || key === LOG_FIELD.error) && isError(value)) {
      addError(into, value, room);
    } else if ((key === LOG_FIELD.labels || key === LOG_FIELD.numericLabels) && isPlain(value)) {
      this.#addEach(into, '', value, room, 0);
    } else if (isHttpMessage(value)) {
      for (const [path, fact] of httpFacts(value)) setPath(into, path, fact);
    } else if (SETTABLE_ROOTS.has(key) && isPlain(value)) {
      this.#addEach(into, `${key}.`, value, room, 0);
    } else {
      this.counters.fieldsMoved += 1;
      this.#move(into, key, value, room);
    }
  }

  /** Each member of an object, within bounds; one that throws is named as unreadable. */
  #addEach(into: AppFields, prefix: string, given: object, room: Room, depth: number): void {
    const keys = Object.keys(given);
    for (let at = 0; at < keys.length; at += 1) {
      if (!hasRoom(at, room)) return;
      const path = prefix + keys[at];
      try {
        const value = (given as Record<string, unknown>)[keys[at] as string];
        if (prefix === '') this.#move(into, path, value, room);
        else this.#addNested(into, path, value, room, depth);
      } catch {
        room.isCut = true;
        label(into, path, UNREADABLE, room);
      }
    }
  }

  /** A value under a contract name: leaves that the contract knows stay, others become labels. */
  #addNested(into: AppFields, path: string, value: unknown, room: Room, depth: number): void {
    const wanted = SETTABLE_PATHS[path];
    if (wanted !== undefined && isLeaf(path, value, wanted)) {
      setPath(into, path, this.#leaf(path, value, room));
    } else if (isPlain(value) && wanted === undefined && depth < MAX_DEPTH) {
      this.#addEach(into, `${path}.`, value, room, depth + 1);
    } else if (!isNothing(value)) {
      this.counters.fieldsMoved += 1;
      if (this.#isSecret(path.slice(path.lastIndexOf('.') + 1))) label(into, path, REDACTED, room);
      else this.#move(into, path, value, room);
    }
  }

  #leaf(path: string, value: string | number, room: Room): string | number {
    if (typeof value === 'number') return value;
    const text = cleanText(value, room);
    return path === LOG_PATH.userId ? this.#userId(text.slice(0, ID_MAX_LENGTH)) : text;
  }

  #move(into: AppFields, key: string, value: unknown, room: Room): void {
    if (this.#isSecret(key)) {
      label(into, key, REDACTED, room);
    } else if (typeof value === 'number' && Number.isFinite(value)) {
      const name = nameOf(key, room);
      if (isPathName(name)) put((into.numeric_labels ??= {}), name, value);
      else put((into.labels ??= {}), name, value);
    } else {
      label(into, key, this.#cleaner.clean(value, 0, room), room);
    }
  }
}

function addError(into: AppFields, error: Error, room: Room): void {
  into.error = ecsError(error);
  room.chars -= into.error.message.length + into.error.stack_trace.length;
  const { message, code } = error as { message: unknown; code?: unknown };
  if (typeof message === 'string' && message.length > MAX_MESSAGE_LENGTH) room.isCut = true;
  if (typeof code === 'string') label(into, 'error_code', cleanText(code, room), room);
}

function hasRoom(fields: number, room: Room): boolean {
  if (fields < MAX_FIELDS && room.chars > 0) return true;
  room.isCut = true;
  return false;
}

function nameOf(key: string, room: Room): string {
  const name = fieldName(key);
  if (name.length < key.length) room.isCut = true;
  room.chars -= name.length + MEMBER_CHARS;
  return name;
}

function label(into: AppFields, key: string, value: unknown, room: Room): void {
  if (value === undefined) return;
  put((into.labels ??= {}), nameOf(key, room), value);
}
