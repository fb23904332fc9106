import { unwrapped, type Call, type Expr } from '../parse/ast.ts';

/** Functions whose result depends on when they are evaluated, whatever their arguments. */
const DEPENDS_ON_TIME = new Set(
  (
    'days_in_month day_of_month day_of_week day_of_year hour minute month year ' +
    'predict_linear time timestamp'
  ).split(' '),
);

const known = new WeakMap<Expr, boolean>();

function callIsInvariant(call: Call): boolean {
  if (!call.args.every(isInvariant)) return false;
  if (!DEPENDS_ON_TIME.has(call.name)) return true;
  // The time of a sample, not that of the evaluation.
  const [arg] = call.args;
  return call.name === 'timestamp' && arg !== undefined && unwrapped(arg).kind === 'selector';
}

function decide(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return true;
    case 'selector':
    case 'subquery':
      return expr.at !== undefined;
    case 'matrix':
      return expr.selector.at !== undefined;
    case 'aggregation':
      return (
        isInvariant(expr.expr) && (expr.parameter === undefined || isInvariant(expr.parameter))
      );
    case 'call':
      return callIsInvariant(expr);
    case 'binary':
      return isInvariant(expr.left) && isInvariant(expr.right);
    case 'unary':
    case 'paren':
      return isInvariant(expr.expr);
    default:
      return expr;
  }
}

/** Is the value the same at every point in time, because `@` fixes all that it looks at? */
export function isInvariant(expr: Expr): boolean {
  const decided = known.get(expr) ?? decide(expr);
  known.set(expr, decided);
  return decided;
}
