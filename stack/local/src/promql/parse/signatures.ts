import type { ValueType } from './ast.ts';

/** What a function takes and returns. */
export interface Signature {
  readonly args: readonly ValueType[];
  /** How many arguments may be left out at the end; -1: the last one may also be repeated. */
  readonly variadic: number;
  readonly returns: ValueType;
}

const TYPES: Readonly<Record<string, ValueType>> = {
  v: 'vector',
  m: 'matrix',
  s: 'scalar',
  t: 'string',
};

/** Functions by what they take: v = instant vector, m = range vector, s = scalar, t = string. */
const TABLE: readonly (readonly [args: string, variadic: number, names: string])[] = [
  [
    'v',
    0,
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad ' +
      'sgn sin sinh sort sort_desc sqrt tan tanh timestamp histogram_avg histogram_count ' +
      'histogram_sum histogram_stddev histogram_stdvar',
  ],
  ['v', 1, 'days_in_month day_of_month day_of_week day_of_year hour minute month year'],
  [
    'm',
    0,
    'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta ' +
      'increase irate last_over_time mad_over_time max_over_time min_over_time ' +
      'present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time ' +
      'ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
  ],
  ['vss', 0, 'clamp'],
  ['vs', 0, 'clamp_max clamp_min'],
  ['vs', 1, 'round'],
  ['ssv', 0, 'histogram_fraction'],
  ['sv', 0, 'histogram_quantile'],
  ['mss', 0, 'double_exponential_smoothing'],
  ['ms', 0, 'predict_linear'],
  ['sm', 0, 'quantile_over_time'],
  ['vtttt', 0, 'label_replace'],
  ['vttt', -1, 'label_join'],
  ['vt', -1, 'sort_by_label sort_by_label_desc'],
];

const SCALAR_RESULTS: readonly (readonly [args: string, name: string])[] = [
  ['', 'pi'],
  ['', 'time'],
  ['v', 'scalar'],
];

function typesOf(letters: string): ValueType[] {
  return [...letters].map((letter) => TYPES[letter] ?? 'vector');
}

function build(): Map<string, Signature> {
  const all = new Map<string, Signature>();
  for (const [args, variadic, names] of TABLE) {
    for (const name of names.split(' ')) {
      all.set(name, { args: typesOf(args), variadic, returns: 'vector' });
    }
  }
  for (const [args, name] of SCALAR_RESULTS) {
    all.set(name, { args: typesOf(args), variadic: 0, returns: 'scalar' });
  }
  all.set('vector', { args: ['scalar'], variadic: 0, returns: 'vector' });
  return all;
}

export const SIGNATURES: ReadonlyMap<string, Signature> = build();

/** Functions of Prometheus that are switched off there by default, and absent here. */
export const REFUSED_FUNCTIONS: ReadonlySet<string> = new Set(
  'info start end step range max_of min_of start_timestamp histogram_quantiles integral'.split(' '),
);
