import { FilterError, type Comparison } from './syntax.ts';

export type Token =
  | { readonly kind: '(' | ')' | 'or' | 'and' | 'not'; readonly at: number }
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | {
      readonly kind: 'field';
      readonly field: string;
      readonly comparison: Comparison;
      readonly value: string;
      readonly quoted: boolean;
      readonly at: number;
    };

/** Longer filters are refused: nobody types them. */
const LENGTH_MAX = 2000;

const FIELD = /[\p{L}_@][\p{L}\p{N}_.@/-]*(?=:|>|<|=)/uy;
const OPERATOR = /:>=|:<=|:>|:<|>=|<=|:|=|>|</y;
const BARE = /[^\s()"]+/y;
const WORDS: Readonly<Record<string, 'or' | 'and' | 'not'>> = { OR: 'or', AND: 'and', NOT: 'not' };

/** Cuts a filter into its words. */
export function tokensOf(text: string): Token[] {
  if (text.length > LENGTH_MAX) {
    throw new FilterError(`A filter may have ${LENGTH_MAX} characters at most.`, LENGTH_MAX);
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    const character = text[at] as string;
    if (/\s/.test(character)) at++;
    else if (character === '(' || character === ')') {
      tokens.push({ kind: character, at });
      at++;
    } else if (character === '-' && /[^\s]/.test(text[at + 1] ?? '')) {
      tokens.push({ kind: 'not', at });
      at++;
    } else if (character === '"') {
      const { value, end } = quoted(text, at);
      tokens.push({ kind: 'text', text: value, at });
      at = end;
    } else {
      const { token, end } = word(text, start);
      tokens.push(token);
      at = end;
    }
  }
  return tokens;
}

function word(text: string, start: number): { token: Token; end: number } {
  const field = match(FIELD, text, start);
  if (field !== undefined) {
    let at = start + field.length;
    const operator = match(OPERATOR, text, at) ?? ':';
    at += operator.length;
    const comparison = (operator === ':' ? '=' : operator.replace(':', '')) as Comparison;
    if (text[at] === '"') {
      const { value, end } = quoted(text, at);
      return { token: { kind: 'field', field, comparison, value, quoted: true, at: start }, end };
    }
    const value = match(BARE, text, at);
    if (value === undefined) {
      const example = `${field}${operator}value`;
      throw new FilterError(`A value is missing after "${field}${operator}": ${example}`, at);
    }
    const end = at + value.length;
    return { token: { kind: 'field', field, comparison, value, quoted: false, at: start }, end };
  }
  const bare = match(BARE, text, start) as string;
  const kind = WORDS[bare];
  const end = start + bare.length;
  if (kind !== undefined) return { token: { kind, at: start }, end };
  return { token: { kind: 'text', text: bare, at: start }, end };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** A text in quotes, with \" and \\ in it. */
function quoted(text: string, start: number): { value: string; end: number } {
  let value = '';
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '"') return { value, end: at + 1 };
    if (character === '\\' && at + 1 < text.length) value += text[++at] as string;
    else value += character;
  }
  throw new FilterError('The quotes that begin here do not end.', start);
}
