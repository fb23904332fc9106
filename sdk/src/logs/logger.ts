import { pino, type Logger as PinoLogger, type LoggerOptions } from 'pino';

import { newEventId } from '../context/index.ts';
import { DATASET, LOG_FIELD, SHIPPED_LABEL, type LogLevel } from '../contract/index.ts';
import { activeIds } from './active-ids.ts';
import type { AppFields, FieldMapper } from './fields.ts';
import type { LineSink } from './sink.ts';
import { isoTime } from './time.ts';

/** A pino logger; everything pino's documentation says of loggers holds. */
export type Logger = PinoLogger;

const BINDINGS = Symbol('sightline.bindings');
const DATASET_NAME = Symbol('sightline.dataset');
/** Marks our loggers, so that the hook for the application's own loggers passes over them. */
export const OWN_LOGGER = Symbol('sightline.logger');

type Instance = Logger & { [BINDINGS]?: object; [DATASET_NAME]?: string };

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
  /** Kept by reference: pino reads `logMethod` again whenever the level is set. */
  readonly hooks: NonNullable<LoggerOptions['hooks']>;
}

/**
 * The logger that applications use: pino, with every line in the shape of the contract. Children
 * share the root's level unless they were given their own, so one change of level reaches all of
 * them.
 */
export function createLogger(parts: LoggerParts): Logger {
  const { sink } = parts;
  const logger = pino(
    {
      level: parts.level,
      base: null,
      messageKey: LOG_FIELD.message,
      timestamp: () => `,"${LOG_FIELD.timestamp}":"${isoTime(Date.now())}"`,
      formatters: { level: (label) => ({ [LOG_FIELD.log]: { level: label, logger: 'app' } }) },
      // The merge strategy gets the logger in place of a mixin's result: that is where pino lets
      // the fields of a line be replaced with the bindings of the instance at hand.
      mixin: (_fields, _level, instance) => instance,
      mixinMergeStrategy: (given, instance) => lineFields(parts, given, instance as Instance),
      hooks: parts.hooks,
    },
    sink,
  ) as unknown as Instance;
  Object.defineProperty(logger, OWN_LOGGER, { value: true });
  keepBindings(logger);
  return logger;
}

/**
 * Bindings are kept as an object and merged per line: pino would write `labels` twice otherwise.
 */
function keepBindings(root: Instance): void {
  const { child } = root;
  const methods = {
    child(this: Instance, bindings: object, options?: object): Instance {
      const made = child.call(this, {}, options as never) as unknown as Instance;
      made[BINDINGS] = { ...this[BINDINGS], ...bindings };
      return made;
    },
    bindings(this: Instance): object {
      return { ...this[BINDINGS] };
    },
    setBindings(this: Instance, bindings: object): void {
      this[BINDINGS] = { ...this[BINDINGS], ...bindings };
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(root, name, { value, configurable: true, writable: true });
  }
}

function lineFields(parts: LoggerParts, given: object, instance: Instance): object {
  const mapper = parts.mapper();
  const fields: AppFields = idFields(instance[DATASET_NAME] ?? DATASET.application);
  try {
    const bindings = instance[BINDINGS];
    if (bindings !== undefined) mapper.add(fields, bindings);
    mapper.add(fields, given);
  } catch {
    // A getter or proxy of the application threw: the line goes out with what was read so far.
  }
  const shipped = parts.shipped();
  if (shipped !== undefined) fields.labels = { ...fields.labels, [SHIPPED_LABEL]: shipped };
  return fields;
}

/** Members that tie a line to its request and make it unique. */
function idFields(dataset: string): AppFields {
  const event = {
    id: newEventId(Date.now()),
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
