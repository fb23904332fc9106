import type { Attributes } from '@opentelemetry/api';

import { ATTR } from '../contract/index.ts';

/** What of an exception becomes which attribute; the first that is there counts. */
const SOURCES = [
  [ATTR.exceptionType, ['code', 'name']],
  [ATTR.exceptionMessage, ['message']],
  [ATTR.exceptionStack, ['stack']],
] as const;

/** Attributes of an exception event; what throws when it is read is left out. */
export function exceptionAttributes(exception: unknown): Attributes {
  if (typeof exception === 'string') return { [ATTR.exceptionMessage]: exception };
  const attributes: Attributes = {};
  for (const [attribute, sources] of SOURCES) {
    const text = firstText(exception, sources);
    if (text !== undefined) attributes[attribute] = text;
  }
  return attributes;
}

function firstText(exception: unknown, sources: readonly string[]): string | undefined {
  for (const source of sources) {
    const value = read(exception, source);
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function read(exception: unknown, source: string): unknown {
  try {
    return (exception as Record<string, unknown> | null)?.[source];
  } catch {
    return undefined;
  }
}
