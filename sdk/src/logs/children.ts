import type { Logger as PinoLogger } from 'pino';

import { put } from '../record/index.ts';
import { UNREADABLE } from './clean.ts';
import { attempt } from './error-parts.ts';
import type { Serializers } from './fields.ts';
import { MAX_FIELDS } from './values.ts';

const BINDINGS = Symbol('sightline.bindings');
const SERIALIZERS = Symbol('sightline.serializers');
const FORMATTER = Symbol('sightline.formatter');

/** A logger with what its children inherit. */
export type Instance = PinoLogger & {
  [BINDINGS]?: object;
  [SERIALIZERS]?: Serializers;
  [FORMATTER]?: (fields: object) => object;
};

interface ChildOptions {
  readonly serializers?: Serializers;
  readonly formatters?: { readonly log?: (fields: object) => object };
}

/**
 * Bindings are kept as an object and merged per line: pino would write `labels` twice otherwise.
 * Serializers and formatters of a child are applied to the application's fields before these are
 * sorted; pino would apply them to the finished line, where they could replace its own members.
 */
export function keepBindings(root: Instance): void {
  const { child } = root;
  const methods = {
    child(this: Instance, bindings: object, options?: ChildOptions): Instance {
      const { serializers, formatters, ...rest } = attempt(() => ({ ...options })) ?? {};
      const others = options === undefined ? undefined : rest;
      const made = child.call(this, {}, others as never) as unknown as Instance;
      made[BINDINGS] = merged(this[BINDINGS], bindings);
      if (serializers !== undefined) made[SERIALIZERS] = joined(this[SERIALIZERS], serializers);
      if (formatters?.log !== undefined) made[FORMATTER] = formatters.log;
      return made;
    },
    bindings(this: Instance): object {
      return { ...this[BINDINGS] };
    },
    setBindings(this: Instance, bindings: object): void {
      this[BINDINGS] = merged(this[BINDINGS], bindings);
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(root, name, { value, configurable: true, writable: true });
  }
}

export function bindingsOf(instance: Instance): object | undefined {
  return instance[BINDINGS];
}

export function serializersOf(instance: Instance): Serializers | undefined {
  return instance[SERIALIZERS];
}

/** The fields of a line as the formatter of the instance wants them. */
export function formatted(instance: Instance, given: object): object {
  const format = instance[FORMATTER];
  return format === undefined ? given : (attempt(() => format(given)) ?? given);
}

/** No more than a line shows, each read once: bindings are from the time of their making. */
function merged(inherited: object | undefined, given: object): object {
  const all: Record<string, unknown> = { ...inherited };
  const keys = attempt(() => Object.keys(given)) ?? [];
  const shown = Math.min(keys.length, MAX_FIELDS + 1);
  for (let at = 0; at < shown; at += 1) {
    const key = keys[at] as string;
    try {
      put(all, key, (given as Record<string, unknown>)[key]);
    } catch {
      put(all, key, UNREADABLE);
    }
  }
  return all;
}

/** Without a prototype: names of fields are looked up in it. */
function joined(inherited: Serializers | undefined, given: Serializers): Serializers {
  return Object.assign(Object.create(null), inherited, given) as Serializers;
}
