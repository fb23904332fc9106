import { PromqlError } from './errors.ts';

/** Where a part of a query stands: offsets into its text, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `line:column`, both from 1; columns are bytes of UTF-8, as Prometheus counts them. */
export function lineAndColumn(query: string, offset: number): string {
  const before = query.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return `${line}:${Buffer.byteLength(before.slice(lineStart)) + 1}`;
}

export function parseError(query: string, offset: number, message: string): PromqlError {
  return new PromqlError('bad_data', `${lineAndColumn(query, offset)}: parse error: ${message}`);
}
