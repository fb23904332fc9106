import type { IncomingMessage } from 'node:http';
import { parseDuration, PromqlError } from '../../promql/index.ts';
import { readBody } from '../body.ts';

const FORM_BYTES_MAX = 1024 * 1024;

/** Parameters of a request: of the address, and of the body when it is a form. */
export async function promParams(
  query: URLSearchParams,
  req: IncomingMessage,
): Promise<URLSearchParams> {
  if (req.method !== 'POST') return query;
  const body = (await readBody(req, FORM_BYTES_MAX)).toString('utf8');
  const all = new URLSearchParams(query);
  for (const [name, value] of new URLSearchParams(body)) all.append(name, value);
  return all;
}

/** A time: seconds since 1970, or RFC 3339. */
export function timeMs(params: URLSearchParams, name: string, otherwise?: number): number {
  const text = params.get(name);
  if (text === null || text === '') {
    if (otherwise !== undefined) return otherwise;
    throw bad(name, text ?? '', 'a time is missing');
  }
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.round(seconds * 1000);
  const parsed = Date.parse(text);
  if (Number.isFinite(parsed)) return parsed;
  throw bad(name, text, 'cannot be parsed to a valid timestamp');
}

/** A length of time: seconds, or a duration like `15s`. */
export function lengthMs(params: URLSearchParams, name: string): number {
  const text = params.get(name) ?? '';
  const seconds = Number(text);
  if (text !== '' && Number.isFinite(seconds)) return seconds * 1000;
  try {
    return parseDuration(text);
  } catch {
    throw bad(name, text, 'cannot be parsed to a valid duration');
  }
}

function bad(name: string, text: string, why: string): PromqlError {
  return new PromqlError('bad_data', `invalid parameter "${name}": "${text}" ${why}`);
}

export function required(params: URLSearchParams, name: string): string {
  const text = params.get(name);
  if (text !== null && text !== '') return text;
  throw new PromqlError('bad_data', `invalid parameter "${name}": it is missing`);
}

/** `limit`: 0 or absent = all. */
export function limited<T>(params: URLSearchParams, items: T[]): T[] {
  const limit = Number(params.get('limit') ?? 0);
  return limit > 0 ? items.slice(0, limit) : items;
}
