import { pino, type Logger as PinoLogger, type LoggerOptions } from 'pino';

import { newEventId } from '../context/index.ts';
import {
  DATASET,
  LOG_FIELD,
  SHIPPED_LABEL,
  TRUNCATED_LABEL,
  type LogLevel,
} from '../contract/index.ts';
import { wallClockMs } from '../record/index.ts';
import { activeIds } from './active-ids.ts';
import {
  bindingsOf,
  formatted,
  keepBindings,
  serializersOf,
  type Instance as WithBindings,
} from './children.ts';
import { isError, plainText } from './error-parts.ts';
import type { AppFields, FieldMapper } from './fields.ts';
import { guardedMethod, type Call } from './guard.ts';
import { roomOf, type Room } from './room.ts';
import type { LineSink } from './sink.ts';
import { isoTime } from './time.ts';

/** A pino logger; everything pino's documentation says of loggers holds. */
export type Logger = PinoLogger;

const DATASET_NAME = Symbol('sightline.dataset');
/** Marks our loggers, so that the hook for the application's own loggers passes over them. */
export const OWN_LOGGER = Symbol('sightline.logger');

type Instance = WithBindings & { [DATASET_NAME]?: string };

let sequence = 0;

/** Number of the line within this process: a gap downstream means a lost line. */
export function nextSequence(): number {
  sequence += 1;
  return sequence;
}

export interface LoggerParts {
  readonly sink: LineSink;
  readonly mapper: () => FieldMapper;
  /** Value of the label that marks lines which leave on another path as well. */
  readonly shipped: () => string | undefined;
  readonly level: LogLevel | 'silent';
  /** Kept by reference: `logMethod` may be set later. */
  readonly hooks: NonNullable<LoggerOptions['hooks']>;
}

/**
 * The logger that applications use: pino, with every line in the shape of the contract. Children
 * share the root's level unless they were given their own, so one change of level reaches all of
 * them.
 */
export function createLogger(parts: LoggerParts): Logger {
  const { sink } = parts;
  const call: Call = { depth: 0, unread: undefined, isCut: false };
  const lines = new LineFields(parts, call);
  const logger = pino(
    {
      level: parts.level,
      base: null,
      messageKey: LOG_FIELD.message,
      timestamp: () => `,"${LOG_FIELD.timestamp}":"${isoTime(wallClockMs())}"`,
      formatters: { level: (label) => ({ [LOG_FIELD.log]: { level: label, logger: 'app' } }) },
      // The merge strategy gets the logger in place of a mixin's result: that is where pino lets
      // the fields of a line be replaced with the bindings of the instance at hand.
      mixin: (_fields, _level, instance) => instance,
      mixinMergeStrategy: (given, instance) => lines.of(given, instance as Instance),
      // A message is a text, whatever it was given as: pino would write some values as no JSON.
      serializers: { [LOG_FIELD.message]: (message) => messageText(message, parts.mapper()) },
      hooks: { logMethod: guardedMethod(parts.hooks, parts.mapper, call) },
    },
    sink,
  ) as unknown as Instance;
  Object.defineProperty(logger, OWN_LOGGER, { value: true });
  keepBindings(logger);
  return logger;
}

function messageText(message: unknown, { maxLineLength }: FieldMapper): string {
  const fits = typeof message === 'string' && message.length <= maxLineLength;
  return fits ? message : plainText(message);
}

/** What a line of the application holds beside its level, time and message. */
class LineFields {
  readonly #parts: LoggerParts;
  readonly #call: Call;

  constructor(parts: LoggerParts, call: Call) {
    this.#parts = parts;
    this.#call = call;
  }

  of(given: object, instance: Instance): object {
    const { isCut, unread } = this.#call;
    const mapper = this.#parts.mapper();
    const fields: AppFields = idFields(instance[DATASET_NAME] ?? DATASET.application);
    const room = roomOf(mapper.maxLineLength);
    try {
      this.#add(mapper, fields, unread ?? given, instance, room);
    } catch {
      // An object that cannot be read at all: the line goes out with what was read before.
      room.isCut = true;
    }
    if (room.isCut || isCut) {
      fields.labels = { ...fields.labels, [TRUNCATED_LABEL]: 'true' };
      mapper.counters.truncated += 1;
    }
    const shipped = this.#parts.shipped();
    if (shipped !== undefined) fields.labels = { ...fields.labels, [SHIPPED_LABEL]: shipped };
    return fields;
  }

  #add(mapper: FieldMapper, fields: AppFields, given: object, from: Instance, room: Room): void {
    const serializers = serializersOf(from);
    const bindings = bindingsOf(from);
    if (bindings !== undefined) mapper.add(fields, bindings, room, serializers);
    const source = isError(given) ? { err: given } : formatted(from, given);
    mapper.add(fields, source, room, serializers);
  }
}

/** Members that tie a line to its request and make it unique. */
function idFields(dataset: string): AppFields {
  const event = {
    id: newEventId(wallClockMs()),
    sequence: nextSequence(),
    dataset,
  };
  const ids = activeIds();
  if (ids === undefined) return { [LOG_FIELD.event]: event };
  return {
    [LOG_FIELD.trace]: { id: ids.traceId },
    [LOG_FIELD.span]: { id: ids.spanId },
    [LOG_FIELD.event]: event,
  };
}

/** A logger whose lines are marked as the SDK's own. */
export function asSdkLogger(logger: Logger): Logger {
  (logger as Instance)[DATASET_NAME] = DATASET.sdk;
  return logger;
}
