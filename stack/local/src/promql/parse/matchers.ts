import { METRIC_NAME, type LabelMatcher, type MatchOperator } from '../../model/index.ts';
import { compileRegex } from '../value/regex.ts';
import type { TokenStream } from './stream.ts';
import type { Token } from './token.ts';

const CONTEXT = 'label matching';
const OPERATORS: ReadonlySet<string> = new Set(['=', '!=', '=~', '!~']);

/** Reads `{a="b", "quoted name"!~"c"}`; the current token is the opening brace. */
export function parseBraces(tokens: TokenStream): LabelMatcher[] {
  tokens.take();
  const matchers: LabelMatcher[] = [];
  while (!tokens.is('}')) {
    matchers.push(parseMatcher(tokens));
    if (tokens.is('}')) break;
    tokens.expect(',', CONTEXT, '"," or "}"');
  }
  tokens.take();
  return matchers;
}

function parseMatcher(tokens: TokenStream): LabelMatcher {
  const isName = tokens.current.kind === 'identifier' || tokens.current.kind === 'string';
  if (!isName) return tokens.unexpected(CONTEXT, 'identifier or "}"');
  const name = tokens.take();
  const next = tokens.current;
  if (next.kind === 'string' || !OPERATORS.has(next.value)) {
    if (name.kind === 'identifier') tokens.unexpected(CONTEXT, 'label matching operator');
    return { name: METRIC_NAME, operator: '=', value: name.value };
  }
  const operator = tokens.take().value as MatchOperator;
  if (tokens.current.kind !== 'string') tokens.unexpected(CONTEXT, 'string');
  const value = tokens.take();
  checkRegex(tokens, operator, name, value);
  return { name: name.value, operator, value: value.value };
}

function checkRegex(tokens: TokenStream, operator: MatchOperator, name: Token, value: Token): void {
  if (operator === '=' || operator === '!=') return;
  try {
    compileRegex(value.value);
  } catch (error) {
    tokens.fail(name, error instanceof Error ? error.message : String(error));
  }
}
