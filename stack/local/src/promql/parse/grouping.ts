import type { Cardinality, Matching } from './ast.ts';
import type { TokenStream } from './stream.ts';
import { canNameLabel } from './token.ts';

const CONTEXT = 'grouping opts';

/** `(a, b,)`: labels to group or match by. */
export function parseLabelList(tokens: TokenStream): string[] {
  tokens.expect('(', CONTEXT, '"("');
  const labels: string[] = [];
  while (!tokens.is(')')) {
    const { current } = tokens;
    if (current.kind !== 'string' && !canNameLabel(current)) tokens.unexpected(CONTEXT, 'label');
    const token = tokens.take();
    const label = token.kind === 'string' ? token.value : token.text;
    if (label === '') tokens.fail(token, `invalid label name for grouping: ""`);
    labels.push(label);
    if (tokens.is(')')) break;
    tokens.expect(',', CONTEXT, '"," or ")"');
  }
  tokens.take();
  return labels;
}

export interface BinaryModifiers {
  readonly bool: boolean;
  readonly matching: Matching;
}

function cardinalityOf(tokens: TokenStream): Cardinality {
  if (tokens.accept('group_left') !== undefined) return 'many-to-one';
  return tokens.accept('group_right') === undefined ? 'one-to-one' : 'one-to-many';
}

/** `bool`, `on (...)`, `ignoring (...)`, `group_left (...)` behind an operator. */
export function parseBinaryModifiers(tokens: TokenStream): BinaryModifiers {
  const bool = tokens.accept('bool') !== undefined;
  let on = false;
  let labels: string[] = [];
  let cardinality: Cardinality = 'one-to-one';
  let include: string[] = [];
  if (tokens.is('on') || tokens.is('ignoring')) {
    on = tokens.take().value === 'on';
    labels = parseLabelList(tokens);
    cardinality = cardinalityOf(tokens);
    if (cardinality !== 'one-to-one' && tokens.is('(')) include = parseLabelList(tokens);
  }
  if (tokens.is('fill') || tokens.is('fill_left') || tokens.is('fill_right')) {
    tokens.fail(tokens.current, 'binop fill modifiers are experimental and not supported');
  }
  return { bool, matching: { on, labels, cardinality, include } };
}
