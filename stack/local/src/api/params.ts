import type { TimeRange } from '../model/index.ts';
import { ApiProblem } from './problem.ts';

const DEFAULT_RANGE_MS = 15 * 60 * 1000;
const FILTER_MAX = 2000;

/** Reads the parameters of a request; what does not fit is named in the answer. */
export class Params {
  readonly #query: URLSearchParams;

  constructor(query: URLSearchParams) {
    this.#query = query;
  }

  text(name: string, otherwise = ''): string {
    return this.#query.get(name) ?? otherwise;
  }

  all(name: string): string[] {
    return this.#query.getAll(name);
  }

  /** `from` and `to` in milliseconds since 1970; by default the last 15 minutes. */
  range(nowMs = Date.now()): TimeRange {
    const toMs = this.number('to', nowMs, 0, Number.MAX_SAFE_INTEGER);
    const fromMs = this.number('from', toMs - DEFAULT_RANGE_MS, 0, Number.MAX_SAFE_INTEGER);
    if (fromMs >= toMs) {
      throw new ApiProblem(400, `from=${fromMs} is not before to=${toMs}`);
    }
    return { fromMs, toMs };
  }

  number(name: string, otherwise: number, least: number, most: number): number {
    const text = this.#query.get(name);
    if (text === null || text === '') return otherwise;
    const value = Number(text);
    if (!Number.isFinite(value) || value < least || value > most) {
      throw new ApiProblem(400, `${name}=${text} is not a number from ${least} to ${most}`);
    }
    return value;
  }

  whole(name: string, otherwise: number, least: number, most: number): number {
    return Math.floor(this.number(name, otherwise, least, most));
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const text = this.#query.get(name);
    if (text === null) return allowed[0] as T;
    const found = allowed.find((one) => one === text);
    if (found === undefined) {
      throw new ApiProblem(400, `${name}=${text} is not one of ${allowed.join(', ')}`);
    }
    return found;
  }

  filter(): string {
    const text = this.text('q');
    if (text.length > FILTER_MAX) {
      throw new ApiProblem(400, `q has ${text.length} characters; ${FILTER_MAX} are allowed`);
    }
    return text;
  }
}
