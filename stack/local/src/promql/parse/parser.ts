import type { Aggregation, Call, Expr, VectorSelector } from './ast.ts';
import { aggregationOf, callOf } from './arguments.ts';
import { parseBinaryModifiers, parseLabelList } from './grouping.ts';
import { parseBraces } from './matchers.ts';
import { parseAt, parseBrackets, parseOffset, secondsOf } from './modifiers.ts';
import { POWER, PRECEDENCE } from './precedence.ts';
import { TokenStream } from './stream.ts';
import { canNameMetric, type Token } from './token.ts';
import { METRIC_NAME } from '../../model/index.ts';

/** Deeper nesting than anybody writes, and less than the stack holds. */
const DEPTH_MAX = 500;

/** Recursive descent over the tokens of one query. */
export class Parser {
  readonly #tokens: TokenStream;
  #depth = 0;

  constructor(query: string) {
    this.#tokens = new TokenStream(query);
  }

  whole(): Expr {
    const tokens = this.#tokens;
    if (tokens.current.kind === 'end') {
      tokens.fail({ start: 0 }, 'no expression found in input');
    }
    const expr = this.#expression(1);
    if (tokens.current.kind !== 'end') tokens.unexpected();
    return expr;
  }

  /** A metric selector and nothing else. */
  selector(): VectorSelector {
    const tokens = this.#tokens;
    if (!tokens.is('{') && !canNameMetric(tokens.current)) tokens.unexpected();
    const selector = this.#selector();
    if (tokens.current.kind !== 'end') tokens.unexpected();
    return selector;
  }

  #expression(least: number): Expr {
    const tokens = this.#tokens;
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) tokens.fail(tokens.current, 'expression is nested too deeply');
    let left = this.#operand();
    for (;;) {
      const operator = tokens.current;
      const precedence = operator.kind === 'operator' ? PRECEDENCE[operator.value] : undefined;
      if (precedence === undefined || precedence < least) break;
      tokens.take();
      if (operator.value === '</' || operator.value === '>/') {
        tokens.fail(
          operator,
          `operator "${operator.value}" needs native histograms, which are not supported`,
        );
      }
      const modifiers = parseBinaryModifiers(tokens);
      const right = this.#expression(precedence === POWER ? precedence : precedence + 1);
      left = {
        kind: 'binary',
        operator: operator.value,
        operatorStart: operator.start,
        left,
        right,
        ...modifiers,
        start: left.start,
        end: right.end,
      };
    }
    this.#depth -= 1;
    return left;
  }

  #operand(): Expr {
    const tokens = this.#tokens;
    const { start } = tokens.current;
    const sign = tokens.accept('-') ?? tokens.accept('+');
    if (sign === undefined) return this.#modified(this.#primary());
    const expr = this.#expression(POWER);
    if (expr.kind === 'number') {
      return { ...expr, start, value: sign.value === '-' ? -expr.value : expr.value };
    }
    return { kind: 'unary', operator: sign.value === '-' ? '-' : '+', expr, start, end: expr.end };
  }

  #modified(primary: Expr): Expr {
    const tokens = this.#tokens;
    let expr = primary;
    for (;;) {
      if (tokens.is('[')) expr = parseBrackets(tokens, expr);
      else if (tokens.is('offset')) expr = parseOffset(tokens, expr);
      else if (tokens.is('@')) expr = parseAt(tokens, expr);
      else if (tokens.is('anchored') || tokens.is('smoothed')) {
        const { value } = tokens.current;
        return tokens.fail(expr, `${value} modifier is not supported`);
      } else return expr;
    }
  }

  #primary(): Expr {
    const tokens = this.#tokens;
    const { current } = tokens;
    const { start, end } = current;
    if (current.kind === 'number' || current.kind === 'duration') {
      return { kind: 'number', value: secondsOf(tokens, tokens.take()), start, end };
    }
    if (current.kind === 'string') {
      const { value, text } = tokens.take();
      return { kind: 'string', value, text, start, end };
    }
    if (tokens.is('(')) {
      tokens.take();
      const expr = this.#expression(1);
      if (!tokens.is(')')) tokens.unexpected();
      return { kind: 'paren', expr, start, end: tokens.take().end };
    }
    if (tokens.is('{')) return this.#selector();
    if (!canNameMetric(current)) return tokens.unexpected();
    return this.#named();
  }

  /** What begins with a word: an aggregation, a call or a metric. */
  #named(): Expr {
    const tokens = this.#tokens;
    const word = tokens.current;
    if (word.kind !== 'aggregator' && word.kind !== 'identifier' && word.kind !== 'context') {
      return this.#selector();
    }
    const selector = this.#selector();
    const isBare = selector.end === word.end;
    if (!isBare) return selector;
    if (word.kind === 'aggregator') {
      const isModified = tokens.is('by') || tokens.is('without');
      return tokens.is('(') || isModified ? this.#aggregation(word) : selector;
    }
    return tokens.is('(') ? this.#call(word) : selector;
  }

  #selector(): VectorSelector {
    const tokens = this.#tokens;
    const { start } = tokens.current;
    const name = tokens.is('{') ? '' : tokens.take().text;
    const matchers = tokens.is('{') ? parseBraces(tokens) : [];
    if (name !== '') matchers.push({ name: METRIC_NAME, operator: '=', value: name });
    const end = tokens.previousEnd;
    return { kind: 'selector', name, matchers, offsetMs: 0, at: undefined, start, end };
  }

  #grouping(): Pick<Aggregation, 'grouping' | 'without'> | undefined {
    const tokens = this.#tokens;
    if (!tokens.is('by') && !tokens.is('without')) return undefined;
    const without = tokens.take().value === 'without';
    return { grouping: parseLabelList(tokens), without };
  }

  #aggregation({ value: operator, start }: Token): Aggregation {
    const tokens = this.#tokens;
    const before = this.#grouping();
    if (!tokens.is('(')) tokens.unexpected('aggregation');
    const args = this.#arguments();
    const grouping = before ?? this.#grouping() ?? { grouping: [], without: false };
    const end = tokens.previousEnd;
    return aggregationOf(tokens, { operator, start, end, args, ...grouping });
  }

  #call(token: Token): Call {
    const tokens = this.#tokens;
    const args = this.#arguments();
    return callOf(tokens, token, args);
  }

  #arguments(): Expr[] {
    const tokens = this.#tokens;
    tokens.take();
    const args: Expr[] = [];
    while (!tokens.is(')')) {
      args.push(this.#expression(1));
      if (tokens.is(')')) break;
      if (!tokens.is(',')) tokens.unexpected();
      const comma = tokens.take();
      if (tokens.is(')')) {
        tokens.fail(comma, 'trailing commas not allowed in function call args');
      }
    }
    tokens.take();
    return args;
  }
}
