/** PromQL: parsing, evaluating, and running scripts of test cases. */
export { PromqlEngine, type PromqlOptions, type QueryLimits } from './engine.ts';
export { PromqlError, type PromqlErrorKind } from './errors.ts';
export type { Expr, ValueType } from './parse/ast.ts';
export { typeOf } from './parse/check.ts';
export { parseMatchers, parsePromql } from './parse/entry.ts';
export type { MatrixSeries, QueryResult, VectorSample } from './result.ts';
export { parseDuration } from './value/duration.ts';
export { formatValue } from './value/float.ts';
export { compareLabels, formatLabels } from './value/labels.ts';
export { matchesText } from './value/regex.ts';
