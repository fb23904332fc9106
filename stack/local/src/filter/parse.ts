import { FilterError, type Filter } from './syntax.ts';
import { tokensOf, type Token } from './tokens.ts';

const DEPTH_MAX = 50;

/**
 * Reads a filter: words are text to be found, `field:value` and `field>=5` test a field, `-` or
 * `NOT` turns the next around, `OR` takes either, parentheses group; what stands side by side must
 * all be true. Throws FilterError.
 */
export function parseFilter(text: string): Filter {
  const parser = new Parser(tokensOf(text), text.length);
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  whole(): Filter {
    if (this.#tokens.length === 0) return { kind: 'everything' };
    const filter = this.#either();
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw new FilterError('There is no "(" for this ")".', rest.at);
    return filter;
  }

  #either(): Filter {
    const parts = [this.#all()];
    while (this.#tokens[this.#at]?.kind === 'or') {
      this.#at++;
      parts.push(this.#all());
    }
    return parts.length === 1 ? (parts[0] as Filter) : { kind: 'or', parts };
  }

  #all(): Filter {
    const parts: Filter[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || token.kind === ')' || token.kind === 'or') break;
      if (token.kind === 'and') this.#at++;
      else parts.push(this.#one());
    }
    if (parts.length === 0) {
      const at = this.#tokens[this.#at]?.at ?? this.#end;
      throw new FilterError('Something to look for is missing here.', at);
    }
    return parts.length === 1 ? (parts[0] as Filter) : { kind: 'and', parts };
  }

  #one(): Filter {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new FilterError('Something is missing here.', this.#end);
    this.#at++;
    switch (token.kind) {
      case 'not':
        return { kind: 'not', part: this.#one() };
      case '(':
        return this.#group(token.at);
      case 'text':
        return { kind: 'text', text: token.text };
      case 'field': {
        const { field, comparison, value, quoted } = token;
        return { kind: 'field', field, comparison, value, quoted };
      }
      default:
        throw new FilterError(`"${token.kind}" cannot stand here.`, token.at);
    }
  }

  #group(at: number): Filter {
    if (++this.#depth > DEPTH_MAX) throw new FilterError('Too many parentheses.', at);
    const inner = this.#either();
    if (this.#tokens[this.#at]?.kind !== ')') {
      throw new FilterError('The "(" that stands here is not closed.', at);
    }
    this.#at++;
    this.#depth--;
    return inner;
  }
}
