import type { Random } from './random.ts';

const SELECTORS = [
  'requests_total',
  'requests_total{job="api"}',
  'requests_total{code=~"4..|5..", instance!="1"}',
  'temperature',
  'temperature{job!~"w.*"}',
  'memory_bytes',
  'limits',
  'level',
  'build_info',
  'odd',
  'latency_seconds_sum',
  'latency_seconds_bucket{le=~"0.1|1|.Inf"}',
  '{"my.metric"}',
  'ended',
  'single',
  'absent_metric{x="y"}',
];
const DURATIONS = ['15s', '40s', '1m', '90s', '2m', '5m', '7m30s'];
const STEPS = ['10s', '15s', '30s', '1m', '50s'];
const LABELS = ['job', 'instance', 'code', 'version', 'le', 'nothing'];
const OVER_RANGE = [
  ...'rate increase delta irate idelta deriv changes resets avg_over_time'.split(' '),
  ...'sum_over_time min_over_time max_over_time count_over_time last_over_time'.split(' '),
  ...'first_over_time stddev_over_time stdvar_over_time present_over_time'.split(' '),
  ...'absent_over_time'.split(' '),
];
const OF_VALUE = 'abs ceil floor sqrt ln sgn sin atan deg absent'.split(' ');
const AGGREGATIONS = 'sum avg min max count group stddev stdvar'.split(' ');
const QUANTILES = ['0', '0.1', '0.5', '1', '1.5', '-1', 'NaN'];
const ARITHMETIC = '+ - * / % ^ atan2'.split(' ');
const COMPARISONS = '== != > < >= <='.split(' ');
const SETS = 'and or unless'.split(' ');

/** Makes expressions that are well formed; whether they have a result is another matter. */
export class QueryGenerator {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): string {
    return this.#vector(this.#random.below(4));
  }

  #modifiers(): string {
    const random = this.#random;
    const at = random.pick(['', '', '', '', ' @ start()', ' @ end()', ' @ 1700001200']);
    const sign = random.pick(['', '-']);
    const offset = random.chance(0.25) ? ` offset ${sign}${random.pick(DURATIONS)}` : '';
    return random.chance(0.5) ? at + offset : offset + at;
  }

  #labels(): string {
    const random = this.#random;
    const count = random.below(3);
    return Array.from({ length: count }, () => random.pick(LABELS)).join(', ');
  }

  #range(depth: number): string {
    const random = this.#random;
    if (depth < 1 || random.chance(0.6)) {
      return `${random.pick(SELECTORS)}[${random.pick(DURATIONS)}]${this.#modifiers()}`;
    }
    const step = random.chance(0.8) ? random.pick(STEPS) : '';
    return `(${this.#vector(depth - 1)})[${random.pick(DURATIONS)}:${step}]${this.#modifiers()}`;
  }

  #scalar(depth: number): string {
    const random = this.#random;
    const plain = ['0', '1', '2.5', '-3', '0.1', '1e3', 'NaN', 'Inf', 'time()', 'pi()', '1m'];
    if (depth < 1 || random.chance(0.7)) return random.pick(plain);
    if (random.chance(0.5)) return `scalar(${this.#vector(depth - 1)})`;
    return `(${this.#scalar(depth - 1)} ${random.pick(ARITHMETIC)} ${this.#scalar(depth - 1)})`;
  }

  #matching(isSet: boolean): string {
    const random = this.#random;
    if (random.chance(0.5)) return '';
    const on = `${random.pick(['on', 'ignoring'])}(${this.#labels()})`;
    if (isSet || random.chance(0.5)) return on;
    const side = random.pick(['group_left', 'group_right']);
    return `${on} ${side}(${random.chance(0.4) ? random.pick(['version', 'code']) : ''})`;
  }

  #binary(depth: number): string {
    const random = this.#random;
    const kind = random.pick(['arithmetic', 'comparison', 'bool', 'set']);
    const left = this.#vector(depth - 1);
    if (kind === 'set') {
      const operator = random.pick(SETS);
      return `(${left} ${operator} ${this.#matching(true)} ${this.#vector(depth - 1)})`;
    }
    const symbol = random.pick(kind === 'arithmetic' ? ARITHMETIC : COMPARISONS);
    const operator = kind === 'bool' ? `${symbol} bool` : symbol;
    if (random.chance(0.4)) return `(${left} ${operator} ${this.#scalar(depth - 1)})`;
    if (random.chance(0.2)) return `(${this.#scalar(depth - 1)} ${operator} ${left})`;
    return `(${left} ${operator} ${this.#matching(false)} ${this.#vector(depth - 1)})`;
  }

  #aggregation(depth: number): string {
    const random = this.#random;
    const operator = random.pick(AGGREGATIONS);
    const grouping = `${random.pick(['by', 'without'])} (${this.#labels()})`;
    const expr = this.#vector(depth - 1);
    if (random.chance(0.3)) return `${operator}(${expr})`;
    if (random.chance(0.15)) return `quantile ${grouping} (${random.pick(QUANTILES)}, ${expr})`;
    return random.chance(0.5)
      ? `${operator} ${grouping} (${expr})`
      : `${operator}(${expr}) ${grouping}`;
  }

  #quantile(): string {
    const quantile = this.#random.next().toFixed(2);
    const rate = `rate(latency_seconds_bucket[${this.#random.pick(DURATIONS)}])`;
    return `histogram_quantile(${quantile}, sum by (le, job) (${rate}))`;
  }

  #vector(depth: number): string {
    const random = this.#random;
    if (depth < 1) return `${random.pick(SELECTORS)}${this.#modifiers()}`;
    switch (random.below(7)) {
      case 0:
      case 1:
        return `${random.pick(OVER_RANGE)}(${this.#range(depth - 1)})`;
      case 2:
        return this.#aggregation(depth);
      case 3:
        return `${random.pick(OF_VALUE)}(${this.#vector(depth - 1)})`;
      case 4:
        return random.chance(0.7) ? this.#binary(depth) : `-${this.#vector(depth - 1)}`;
      case 5:
        return this.#quantile();
      default:
        return this.#binary(depth);
    }
  }
}

const PIECES = ['(', ')', '[', ']', '{', '}', ',', '5m', 'by', 'offset', '@', '"x"', '+', '=', ':'];

/** Breaks a query, or maybe not: takes a piece out of it, puts one in, or swaps two. */
export function mutated(random: Random, query: string): string {
  const tokens = query.match(/[\w.]+|"[^"]*"|\s+|[^\w\s]/g) ?? [];
  const at = random.below(tokens.length);
  switch (random.below(3)) {
    case 0:
      tokens.splice(at, 1);
      break;
    case 1:
      tokens.splice(at, 0, ` ${random.pick(PIECES)} `);
      break;
    default:
      tokens.splice(at, 2, ...tokens.slice(at, at + 2).toReversed());
  }
  return tokens.join('');
}
