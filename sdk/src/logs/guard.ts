import type { LoggerOptions } from 'pino';

import { cutText } from '../context/index.ts';
import { DROP_REASON } from '../contract/index.ts';
import { UNREADABLE } from './clean.ts';
import { attempt, bigintText } from './error-parts.ts';
import type { FieldMapper } from './fields.ts';
import { roomOf } from './room.ts';

type Hooks = NonNullable<LoggerOptions['hooks']>;
type LogMethod = NonNullable<Hooks['logMethod']>;
type Method = (this: unknown, ...args: unknown[]) => void;

/** What the guard knows of the call at hand that pino does not pass on. */
export interface Call {
  /** Calls under way: a getter may log while its object is being logged. */
  depth: number;
  /** An object that pino could not read; it is read field by field instead. */
  unread: object | undefined;
  /** Something of the message was left out. */
  isCut: boolean;
}

/**
 * Of a line that is logged while another is read, which is itself logged while another is read,
 * only the text is written: objects that log themselves would otherwise be read without end.
 */
const NESTED_MAX = 2;

/**
 * Stands before every call of a logger. Texts are cut here, before pino encodes them: a message of
 * 100 MB would otherwise be written as JSON to throw nearly all of it away. And what pino throws
 * when an object throws on being read ends here: a log line is never a reason for a service to
 * fail. What the application gave is not changed; `args` is a list of our own.
 */
export function guardedMethod(hooks: Hooks, mapper: () => FieldMapper, call: Call): LogMethod {
  return function logMethod(args, method, level): void {
    const { logMethod: inner } = hooks;
    call.depth += 1;
    try {
      if (call.depth > NESTED_MAX) throw new RangeError('logged while being logged');
      bound(args, mapper(), call);
      if (inner === undefined) method.apply(this, args);
      else inner.call(this, args, method, level);
    } catch {
      call.isCut = true;
      if (call.depth <= NESTED_MAX) call.unread = objectOf(args[0]);
      writeRest(this, args, method, mapper());
    } finally {
      call.depth -= 1;
      call.isCut = false;
      call.unread = undefined;
    }
  };
}

/** The same line again, with nothing that pino would have to read. */
function writeRest(logger: unknown, args: unknown[], method: Method, mapper: FieldMapper): void {
  try {
    method.call(logger, args.find((arg) => typeof arg === 'string') ?? '');
  } catch {
    mapper.counters.accepted += 1;
    mapper.counters.drop(DROP_REASON.encode, 1);
  }
}

function objectOf(value: unknown): object | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}

/** Cuts what is too long for a line, and wraps what the message is to be formatted with. */
function bound(args: unknown[], mapper: FieldMapper, call: Call): void {
  let left = Math.floor(mapper.maxLineLength / 2);
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at];
    if (typeof arg === 'string') {
      if (arg.length > left) {
        args[at] = cutText(arg, left);
        call.isCut = true;
      }
      left = Math.max(0, left - arg.length);
    } else if (at > 0 && typeof arg === 'object' && arg !== null) {
      args[at] = new Shown(arg, mapper, left, call);
    } else if (typeof arg === 'bigint') {
      args[at] = bigintText(arg);
    } else if (typeof arg === 'symbol') {
      args[at] = String(arg);
    }
  }
}

/**
 * A value that a message is formatted with: `%j` takes its JSON, `%s` its text, `%d` its number.
 */
class Shown {
  readonly #value: object;
  readonly #mapper: FieldMapper;
  readonly #maxLength: number;
  readonly #call: Call;

  constructor(value: object, mapper: FieldMapper, maxLength: number, call: Call) {
    this.#value = value;
    this.#mapper = mapper;
    this.#maxLength = maxLength;
    this.#call = call;
  }

  toJSON(): unknown {
    const room = roomOf(this.#maxLength);
    const copy = attempt(() => this.#mapper.copy(this.#value, room)) ?? UNREADABLE;
    if (room.isCut || copy === UNREADABLE) this.#call.isCut = true;
    return copy;
  }

  [Symbol.toPrimitive](hint: string): string | number {
    if (hint !== 'number') return attempt(() => this.#text()) ?? UNREADABLE;
    const read = (): number => (isContainer(this.#value) ? Number.NaN : Number(this.#value));
    return attempt(read) ?? Number.NaN;
  }

  #text(): string {
    const text = isContainer(this.#value) ? JSON.stringify(this.toJSON()) : String(this.#value);
    if (text.length > this.#maxLength) this.#call.isCut = true;
    return cutText(text, this.#maxLength);
  }
}

/** JavaScript makes the text of these from all their items, however many; their JSON is bounded. */
function isContainer(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}
