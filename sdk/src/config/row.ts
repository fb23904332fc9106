import type { Kind } from './kinds.ts';

/** Groups of the reference page, in its order. */
export const GROUPS = [
  'General',
  'Identity',
  'Admin server',
  'Logs',
  'Shipping to Elasticsearch and spool',
  'Service level objectives and metrics',
  'Traces',
  'Libraries and context',
  'OTLP export',
] as const;
export type Group = (typeof GROUPS)[number];

/** One option: everything that code, environment, start line and reference page need. */
export interface Row<T, F extends T | undefined = T | undefined> {
  /** Path in `InitOptions`; a dot goes into a group such as `slo`. */
  readonly option: string;
  /** The first one is read with the option's kind; others are read as `description` says. */
  readonly variables: readonly string[];
  readonly group: Group;
  readonly kind: Kind<T>;
  /** Default; undefined when it depends on the machine or there is none. */
  readonly fallback: F;
  /** The default in words, where the value alone would not tell. */
  readonly defaultText?: string;
  /** An allowed value, as one would type it in code. */
  readonly example: string;
  /** False for what may hold a secret: neither the start line nor a message shows it. */
  readonly mayBeLogged: boolean;
  /** True for URLs: shown without credentials and query. */
  readonly url?: boolean;
  /** One sentence. */
  readonly description: string;
}

/** Keeps the exact types of one row. */
export function row<T, const F extends T | undefined>(definition: Row<T, F>): Row<T, F> {
  return definition;
}
