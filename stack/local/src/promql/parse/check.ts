import { METRIC_NAME } from '../../model/index.ts';
import { parseError, type Span } from '../position.ts';
import { quote } from '../value/quote.ts';
import { matchesText } from '../value/regex.ts';
import {
  COMPARISONS,
  SET_OPERATORS,
  type Aggregation,
  type Binary,
  type Call,
  type Expr,
  type ValueType,
  type VectorSelector,
} from './ast.ts';
import { SIGNATURES } from './signatures.ts';

const DOCUMENTED: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  string: 'string',
  vector: 'instant vector',
  matrix: 'range vector',
};

/** How a type is called in messages. */
export function typeName(type: ValueType): string {
  return DOCUMENTED[type];
}

/** The type of value that an expression has. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
    case 'aggregation':
      return 'vector';
    case 'matrix':
    case 'subquery':
      return 'matrix';
    case 'call':
      return SIGNATURES.get(expr.name)?.returns ?? 'vector';
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar'
        ? 'scalar'
        : 'vector';
    case 'unary':
    case 'paren':
      return typeOf(expr.expr);
    default:
      return expr;
  }
}

class Checker {
  readonly #query: string;

  constructor(query: string) {
    this.#query = query;
  }

  #fail(span: Span, message: string): never {
    throw parseError(this.#query, span.start, message);
  }

  check(expr: Expr): ValueType {
    switch (expr.kind) {
      case 'number':
      case 'string':
        break;
      case 'selector':
        this.#selector(expr);
        break;
      case 'matrix':
        this.#selector(expr.selector);
        break;
      case 'subquery': {
        const type = this.check(expr.expr);
        if (type !== 'vector') {
          const got = `got ${type} instead`;
          this.#fail(expr, `subquery is only allowed on instant vector, ${got}`);
        }
        break;
      }
      case 'aggregation':
        this.#aggregation(expr);
        break;
      case 'call':
        this.#call(expr);
        break;
      case 'binary':
        this.#binary(expr);
        break;
      case 'unary': {
        const type = this.check(expr.expr);
        if (type !== 'scalar' && type !== 'vector') {
          const only = 'unary expression only allowed on expressions of type scalar or ';
          this.#fail(expr, `${only}instant vector, got ${quote(typeName(type))}`);
        }
        break;
      }
      case 'paren':
        this.check(expr.expr);
        break;
      default:
        return expr;
    }
    return typeOf(expr);
  }

  #expect(expr: Expr, wanted: ValueType, where: string): void {
    const type = this.check(expr);
    if (type === wanted) return;
    const types = `expected type ${typeName(wanted)} in ${where}, got ${typeName(type)}`;
    this.#fail(expr, types);
  }

  #selector(selector: VectorSelector): void {
    const { name, matchers } = selector;
    if (name !== '') {
      const other = matchers.slice(0, -1).find((one) => one.name === METRIC_NAME);
      if (other !== undefined) {
        const names = `${quote(name)} or ${quote(other.value)}`;
        this.#fail(selector, `metric name must not be set twice: ${names}`);
      }
      return;
    }
    if (matchers.every((matcher) => matchesText(matcher, ''))) {
      this.#fail(selector, 'vector selector must contain at least one non-empty matcher');
    }
  }

  #aggregation(node: Aggregation): void {
    this.#expect(node.expr, 'vector', 'aggregation expression');
    if (node.parameter === undefined) return;
    const wanted = node.operator === 'count_values' ? 'string' : 'scalar';
    this.#expect(node.parameter, wanted, 'aggregation parameter');
  }

  #call(call: Call): void {
    const { name, args } = call;
    const signature = SIGNATURES.get(name);
    if (signature === undefined) return;
    const { args: types, variadic } = signature;
    const least = variadic === 0 ? types.length : types.length - 1;
    const most = variadic === 0 ? least : least + variadic;
    const counted = (many: string, count: number): string =>
      `expected ${many}${count} argument(s) in call to ${quote(name)}, got ${args.length}`;
    if (variadic === 0 && args.length !== least) this.#fail(call, counted('', least));
    if (args.length < least) this.#fail(call, counted('at least ', least));
    if (variadic > 0 && args.length > most) this.#fail(call, counted('at most ', most));
    for (const [index, arg] of args.entries()) {
      const wanted = types[index] ?? types.at(-1) ?? 'vector';
      this.#expect(arg, wanted, `call to function ${quote(name)}`);
    }
  }

  #binary(node: Binary): void {
    const left = this.check(node.left);
    const right = this.check(node.right);
    const { operator, matching } = node;
    const at = { start: node.operatorStart, end: node.end };
    const isComparison = COMPARISONS.has(operator);
    if (node.bool && !isComparison) {
      this.#fail(at, 'bool modifier can only be used on comparison operators');
    }
    if (isComparison && !node.bool && left === 'scalar' && right === 'scalar') {
      this.#fail(at, 'comparisons between scalars must use BOOL modifier');
    }
    const shared = matching.labels.find((label) => matching.include.includes(label));
    if (matching.on && shared !== undefined) {
      this.#fail(at, `label ${quote(shared)} must not occur in ON and GROUP clause at once`);
    }
    for (const [side, type] of [[node.left, left] as const, [node.right, right] as const]) {
      if (type === 'scalar' || type === 'vector') continue;
      this.#fail(side, 'binary expression must contain only scalar and instant vector types');
    }
    const isSet = SET_OPERATORS.has(operator);
    if (left === 'scalar' || right === 'scalar') {
      if (matching.labels.length > 0) {
        this.#fail(node, 'vector matching only allowed between instant vectors');
      }
      if (isSet) {
        const name = quote(operator);
        this.#fail(node, `set operator ${name} not allowed in binary scalar expression`);
      }
    } else if (isSet && matching.cardinality !== 'one-to-one') {
      this.#fail(node, `no grouping allowed for ${quote(operator)} operation`);
    }
  }
}

/** Refuses expressions whose parts do not fit together. */
export function checkTypes(query: string, expr: Expr): void {
  new Checker(query).check(expr);
}
