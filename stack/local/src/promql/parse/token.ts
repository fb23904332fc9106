import { quote } from '../value/quote.ts';
import type { Span } from '../position.ts';

/**
 * `word` is a keyword that is neither operator nor aggregator; `symbol` is punctuation; `metric` is
 * an identifier with a colon.
 */
export type TokenKind =
  | 'end'
  | 'identifier'
  | 'metric'
  | 'number'
  | 'duration'
  | 'string'
  | 'word'
  | 'context'
  | 'aggregator'
  | 'operator'
  | 'symbol';

export interface Token extends Span {
  readonly kind: TokenKind;
  /** As written. */
  readonly text: string;
  /** What it means: lower case for keywords, as written for everything else. */
  readonly value: string;
}

export const AGGREGATORS: ReadonlySet<string> = new Set(
  (
    'sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk ' +
    'limit_ratio'
  ).split(' '),
);
const OPERATOR_WORDS = new Set(['and', 'or', 'unless', 'atan2']);
const WORDS = new Set(
  (
    'offset smoothed anchored by without on ignoring group_left group_right bool ' +
    'fill fill_left fill_right'
  ).split(' '),
);
/** Words that mean something at one place only, and are ordinary names elsewhere. */
const CONTEXT_WORDS = new Set(['start', 'end', 'step', 'range', 'max_of', 'min_of']);

/** What a word means, outside of braces. */
export function kindOfWord(word: string): TokenKind {
  const lower = word.toLowerCase();
  if (lower === 'inf' || lower === 'nan') return 'number';
  if (AGGREGATORS.has(lower)) return 'aggregator';
  if (OPERATOR_WORDS.has(lower)) return 'operator';
  if (WORDS.has(lower)) return 'word';
  if (CONTEXT_WORDS.has(lower)) return 'context';
  return word.includes(':') ? 'metric' : 'identifier';
}

function shortened(text: string): string {
  return text.length > 10 ? `${quote(text.slice(0, 10))}...` : quote(text);
}

/** How an error message calls the token. */
export function describeToken(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'end of input';
    case 'identifier':
      return `identifier ${quote(token.text)}`;
    case 'metric':
      return `metric identifier ${quote(token.text)}`;
    case 'number':
    case 'duration':
    case 'string':
      return `${token.kind} ${shortened(token.text)}`;
    case 'word':
      return `<${token.text}>`;
    case 'operator':
      return `<op:${token.text}>`;
    case 'aggregator':
      return `<aggr:${token.text}>`;
    case 'context':
    case 'symbol':
      return quote(token.text);
    default:
      return quote(token.text);
  }
}

/** Words that may stand as the name of a metric although they are keywords elsewhere. */
const NO_METRIC = new Set(['bool', 'on', 'ignoring', 'group_left', 'group_right', 'atan2']);

export function canNameMetric({ kind, value }: Token): boolean {
  if (kind === 'identifier' || kind === 'metric' || kind === 'context') return true;
  if (kind === 'aggregator') return true;
  return (
    (kind === 'word' || (kind === 'operator' && /^[a-z]/.test(value))) && !NO_METRIC.has(value)
  );
}

/** Words that may stand as a label in a grouping list. */
export function canNameLabel({ kind, value }: Token): boolean {
  if (kind === 'operator') return /^[a-z]/.test(value);
  return ['identifier', 'metric', 'context', 'aggregator', 'word'].includes(kind);
}
