import type { Expr, MatrixSelector, Subquery, TimeShift, VectorSelector } from './ast.ts';
import { parseDuration } from '../value/duration.ts';
import { formatPlain } from '../value/float.ts';
import { numberValue } from './number.ts';
import type { TokenStream } from './stream.ts';
import type { Token } from './token.ts';

/** 2^63 nanoseconds, what a duration may be at most. */
const SECONDS_MAX = 2 ** 63 / 1e9;
const DURATION_EXPRESSION = 'duration expressions are not supported';

/** The number of a token, a duration counted in seconds. */
export function secondsOf(tokens: TokenStream, token: Token): number {
  if (token.kind === 'duration') {
    try {
      return parseDuration(token.text) / 1000;
    } catch (error) {
      return tokens.fail(token, error instanceof Error ? error.message : String(error));
    }
  }
  const value = numberValue(token.text);
  return value ?? tokens.fail(token, `error parsing number: ${token.text} is no 64-bit number`);
}

interface Seconds {
  readonly start: number;
  readonly value: number;
}

/** Signs and a number or duration. Undefined when something else stands there. */
function signedSeconds(tokens: TokenStream, signsMax = Infinity): Seconds | undefined {
  const { start } = tokens.current;
  let factor = 1;
  for (let signs = 0; signs < signsMax && (tokens.is('-') || tokens.is('+')); signs += 1) {
    if (tokens.take().value === '-') factor = -factor;
  }
  const { kind } = tokens.current;
  if (kind !== 'number' && kind !== 'duration') {
    const isExpression = tokens.current.kind === 'context' || tokens.is('(');
    if (isExpression) tokens.fail({ start }, DURATION_EXPRESSION);
    return undefined;
  }
  const value = secondsOf(tokens, tokens.take());
  return { start, value: factor * value };
}

function durationMs(tokens: TokenStream, { start, value }: Seconds): number {
  if (!(Math.abs(value) <= SECONDS_MAX)) tokens.fail({ start }, 'duration out of range');
  return Math.round(value * 1000);
}

function positiveMs(tokens: TokenStream, seconds: Seconds): number {
  const ms = durationMs(tokens, seconds);
  if (seconds.value <= 0) tokens.fail(seconds, 'duration must be greater than 0');
  if (/[-+*/%^]/.test(tokens.current.value)) tokens.fail(seconds, DURATION_EXPRESSION);
  return ms;
}

/** `[5m]`, `[5m:1m]` or `[5m:]` behind an expression. */
export function parseBrackets(tokens: TokenStream, expr: Expr): MatrixSelector | Subquery {
  const open = tokens.take();
  const range = signedSeconds(tokens);
  if (range === undefined) {
    return tokens.unexpected('subquery or range selector', 'number, duration, step(), or range()');
  }
  const rangeMs = positiveMs(tokens, range);
  if (tokens.accept(':') !== undefined) return parseSubquery(tokens, expr, rangeMs);
  if (!tokens.is(']')) tokens.unexpected('subquery or range', '":" or "]"');
  if (expr.kind !== 'selector') tokens.fail(open, 'ranges only allowed for vector selectors');
  if (expr.offsetMs !== 0) tokens.fail(open, 'no offset modifiers allowed before range');
  if (expr.at !== undefined) tokens.fail(open, 'no @ modifiers allowed before range');
  const { end } = tokens.take();
  return { kind: 'matrix', selector: expr, rangeMs, start: expr.start, end };
}

function parseSubquery(tokens: TokenStream, expr: Expr, rangeMs: number): Subquery {
  let stepMs: number | undefined;
  if (!tokens.is(']')) {
    const step = signedSeconds(tokens);
    if (step === undefined) {
      tokens.unexpected('subquery selector', 'number, duration, step(), range(), or "]"');
    }
    stepMs = positiveMs(tokens, step);
    if (!tokens.is(']')) tokens.unexpected('subquery selector', '"]"');
  }
  const { end } = tokens.take();
  const { start } = expr;
  return { kind: 'subquery', expr, rangeMs, stepMs, offsetMs: 0, at: undefined, start, end };
}

type Shifted = VectorSelector | MatrixSelector | Subquery;

function isShiftable(expr: Expr): expr is Shifted {
  return expr.kind === 'selector' || expr.kind === 'matrix' || expr.kind === 'subquery';
}

function shifted(expr: Shifted, change: Partial<TimeShift>, end: number): Shifted {
  if (expr.kind === 'matrix') return { ...expr, end, selector: { ...expr.selector, ...change } };
  return { ...expr, ...change, end };
}

const PRECEDED = 'must be preceded by an instant vector selector or range vector selector';

/** `offset 5m` behind an expression. */
export function parseOffset(tokens: TokenStream, expr: Expr): Expr {
  tokens.take();
  const seconds = signedSeconds(tokens);
  if (seconds === undefined) {
    return tokens.unexpected('offset', 'number, duration, step(), or range()');
  }
  const offsetMs = durationMs(tokens, seconds);
  if (!isShiftable(expr)) return tokens.fail(expr, `offset modifier ${PRECEDED} or a subquery`);
  const before = expr.kind === 'matrix' ? expr.selector.offsetMs : expr.offsetMs;
  if (before !== 0) tokens.fail(expr, 'offset may not be set multiple times');
  return shifted(expr, { offsetMs }, tokens.previousEnd);
}

/** `@ 1234.5`, `@ start()` or `@ end()` behind an expression. */
export function parseAt(tokens: TokenStream, expr: Expr): Expr {
  tokens.take();
  let at: VectorSelector['at'];
  if (tokens.is('start') || tokens.is('end')) {
    at = tokens.take().value === 'start' ? 'start' : 'end';
    tokens.expect('(', '@', 'timestamp');
    tokens.expect(')', '@', 'timestamp');
  } else {
    const seconds = signedSeconds(tokens, 1);
    if (seconds === undefined) return tokens.unexpected('@', 'timestamp');
    if (!(Math.abs(seconds.value) < 2 ** 63)) {
      tokens.fail(expr, `timestamp out of bounds for @ modifier: ${formatPlain(seconds.value)}`);
    }
    at = Math.round(seconds.value * 1000);
  }
  if (!isShiftable(expr)) return tokens.fail(expr, `@ modifier ${PRECEDED} or a subquery`);
  const before = expr.kind === 'matrix' ? expr.selector.at : expr.at;
  if (before !== undefined) tokens.fail(expr, '@ <timestamp> may not be set multiple times');
  return shifted(expr, { at }, tokens.previousEnd);
}
