import type { ErrorKey } from './codes.ts';
import {
  checkRatio,
  parseBoolean,
  parseChoice,
  parseInteger,
  parseList,
  parsePort,
  parseRatio,
  parseSpecBoolean,
} from './parse.ts';

/** A type of option: how it is read from a variable and from code, and what is allowed. */
export interface Kind<T> {
  /** For the reference page. */
  readonly type: string;
  /** The end of the sentence "allowed: ...". */
  readonly allowed: string;
  /** Which code `SightlineConfigError` carries. */
  readonly error: ErrorKey;
  /** From a trimmed, non-empty variable; undefined = not allowed. */
  fromText(text: string): T | undefined;
  /** From an option given in code; undefined = not allowed. */
  fromCode(value: unknown): T | undefined;
  /** For the start line, where the value itself would not print well. */
  print?(value: T): string;
}

export const boolean: Kind<boolean> = {
  type: 'boolean',
  allowed: 'true or false',
  error: 'INVALID_BOOLEAN',
  fromText: parseBoolean,
  fromCode: (value) => (typeof value === 'boolean' ? value : undefined),
};

/** For OTEL_* variables, where only the words true and false count. */
export const specBoolean: Kind<boolean> = { ...boolean, fromText: parseSpecBoolean };

export function integer(min: number, max: number, unit?: string): Kind<number> {
  return {
    type: unit === undefined ? 'whole number' : `whole number of ${unit}`,
    allowed: `a whole number from ${min} to ${max}`,
    error: 'INVALID_NUMBER',
    fromText: (text) => parseInteger(text, min, max),
    fromCode: (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
        ? value
        : undefined,
  };
}

/** Longest wait that 0 ("no limit" in the OpenTelemetry specification) stands for here. */
export const TIMEOUT_MS_MAX = 600_000;

/** A time-out in milliseconds; the specification's 0 = "no limit" becomes ten minutes. */
export const timeout: Kind<number> = (() => {
  const inner = integer(0, TIMEOUT_MS_MAX, 'milliseconds');
  const bound = (value: number | undefined) => (value === 0 ? TIMEOUT_MS_MAX : value);
  return {
    ...inner,
    allowed: `a whole number from 1 to ${TIMEOUT_MS_MAX}, or 0 for the longest`,
    fromText: (text) => bound(inner.fromText(text)),
    fromCode: (value) => bound(inner.fromCode(value)),
  } satisfies Kind<number>;
})();

function ratioKind(open: boolean, allowed: string): Kind<number> {
  return {
    type: 'ratio',
    allowed,
    error: 'INVALID_RATIO',
    fromText: (text) => parseRatio(text, open),
    fromCode: (value) => (typeof value === 'number' ? checkRatio(value, open) : undefined),
  };
}

export const ratio = ratioKind(false, 'a ratio from 0 to 1');
export const openRatio = ratioKind(true, 'a ratio above 0 and below 1 (99.9 % is 0.999)');

function words(choices: readonly string[]): string {
  if (choices.length < 2) return choices.join('');
  return `${choices.slice(0, -1).join(', ')} or ${choices[choices.length - 1]}`;
}

export function choice<const C extends string>(choices: readonly C[]): Kind<C> {
  return {
    type: 'choice',
    allowed: words(choices),
    error: 'INVALID_CHOICE',
    fromText: (text) => parseChoice(text, choices),
    fromCode: (value) => choices.find((each) => each === value),
  };
}

/** A boolean or the word `auto`. */
export const booleanOrAuto: Kind<boolean | 'auto'> = {
  type: 'boolean or `auto`',
  allowed: 'true, false or auto',
  error: 'INVALID_CHOICE',
  fromText: (text) => (text.toLowerCase() === 'auto' ? 'auto' : parseBoolean(text)),
  fromCode: (value) => (value === 'auto' || typeof value === 'boolean' ? value : undefined),
};

export const port: Kind<number | 'off'> = {
  type: 'port or `off`',
  allowed: "a port from 0 (any free port) to 65535, or 'off'",
  error: 'INVALID_PORT',
  fromText: parsePort,
  fromCode: (value) =>
    value === 'off'
      ? value
      : typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535
        ? value
        : undefined,
};

/**
 * A list of choices. In a variable the word `none`, alone, is the empty list; in code it is `[]`.
 * `aliases` are further words of variables, for example the specification's `console`.
 */
export function choiceList<const C extends string>(
  choices: readonly C[],
  aliases: Readonly<Record<string, C>> = {},
): Kind<readonly C[]> {
  const spoken = [...choices, ...Object.keys(aliases)];
  const all = (items: readonly (C | undefined)[]): readonly C[] | undefined => {
    const known = items.filter((item) => item !== undefined);
    return known.length === items.length ? [...new Set(known)] : undefined;
  };
  const fromWord = (word: string) => {
    const found = parseChoice(word, spoken);
    return found === undefined ? undefined : (aliases[found] ?? (found as C));
  };
  return {
    type: 'list',
    allowed: `any of ${spoken.join(', ')}; none (in code: []) stands alone`,
    error: 'INVALID_LIST',
    fromText: (text) => {
      const items = parseList(text);
      if (items.length === 1 && items[0]?.toLowerCase() === 'none') return [];
      return items.length === 0 ? undefined : all(items.map(fromWord));
    },
    fromCode: (value) =>
      Array.isArray(value)
        ? all(value.map((item) => choices.find((each) => each === item)))
        : undefined,
  };
}

const LIST_LENGTH_MAX = 200;

/** A list of free words that each match the pattern. */
export function wordList(pattern: RegExp, entries: string): Kind<readonly string[]> {
  const check = (items: readonly unknown[]): readonly string[] | undefined => {
    const good = items.filter((item) => typeof item === 'string' && pattern.test(item));
    if (good.length !== items.length || items.length > LIST_LENGTH_MAX) return undefined;
    return [...new Set(good as string[])];
  };
  return {
    type: 'list',
    allowed: `at most ${LIST_LENGTH_MAX} ${entries}; none (in code: []) stands alone`,
    error: 'INVALID_LIST',
    fromText: (text) => {
      const items = parseList(text);
      return items.length === 1 && items[0]?.toLowerCase() === 'none' ? [] : check(items);
    },
    fromCode: (value) => (Array.isArray(value) ? check(value) : undefined),
  };
}
