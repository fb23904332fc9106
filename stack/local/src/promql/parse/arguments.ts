import type { Aggregation, Call, Expr } from './ast.ts';
import { quote } from '../value/quote.ts';
import { REFUSED_FUNCTIONS, SIGNATURES } from './signatures.ts';
import type { TokenStream } from './stream.ts';
import type { Token } from './token.ts';

const PARAMETRIC = new Set(['topk', 'bottomk', 'quantile', 'count_values']);
const REFUSED_AGGREGATORS = new Set(['limitk', 'limit_ratio']);

/** An aggregation as it was written. */
interface Written {
  readonly operator: string;
  readonly args: readonly Expr[];
  readonly grouping: readonly string[];
  readonly without: boolean;
  readonly start: number;
  readonly end: number;
}

/** Tells the parameter of an aggregation from what it aggregates. */
export function aggregationOf(tokens: TokenStream, { args, ...written }: Written): Aggregation {
  const { operator } = written;
  if (args.length === 0) tokens.fail(written, 'no arguments for aggregate expression provided');
  if (REFUSED_AGGREGATORS.has(operator)) {
    tokens.fail(written, `${operator}() is experimental and not supported`);
  }
  const wanted = PARAMETRIC.has(operator) ? 2 : 1;
  const expr = args[wanted - 1];
  if (args.length !== wanted || expr === undefined) {
    const counts = `expected ${wanted}, got ${args.length}`;
    const wrong = 'wrong number of arguments for aggregate expression provided';
    return tokens.fail(written, `${wrong}, ${counts}`);
  }
  const parameter = wanted === 2 ? args[0] : undefined;
  return { ...written, kind: 'aggregation', expr, parameter };
}

/** A call of a function that there is. */
export function callOf(tokens: TokenStream, token: Token, args: readonly Expr[]): Call {
  const name = token.value;
  if (REFUSED_FUNCTIONS.has(name)) {
    tokens.fail(token, `function ${quote(name)} is experimental and not supported`);
  }
  if (!SIGNATURES.has(name)) tokens.fail(token, `unknown function with name ${quote(name)}`);
  return { kind: 'call', name, args, start: token.start, end: tokens.previousEnd };
}
