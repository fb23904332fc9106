import { parseError } from '../position.ts';
import { quote, quoteCharacter } from '../value/quote.ts';
import { scanNumber } from './number.ts';
import { scanString } from './strings.ts';
import { kindOfWord, type Token, type TokenKind } from './token.ts';

const OPERATORS = /<\/|>\/|==|!=|<=|>=|[-+*/%^<>@]/y;
const MATCH_OPERATORS = /=~|!~|!=|=/y;
const SPACE_AND_COMMENTS = /(?:[ \t\r\n]+|#[^\r\n]*)*/y;
const WORD = /[A-Za-z_:][A-Za-z0-9_:]*/y;
const LABEL = /[A-Za-z_][A-Za-z0-9_]*/y;
const FILL = /^fill(?:_left|_right)?$/i;

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/**
 * Cuts a query into tokens, on demand, so that the first mistake in the text is the one that is
 * reported. Knows whether it stands inside braces (names are no keywords) or brackets (durations).
 */
export class Lexer {
  readonly #text: string;
  #at = 0;
  #parentheses = 0;
  #inBraces = false;
  #inBrackets = false;
  #sawColon = false;
  #sawDuration = false;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Token {
    this.#at += matchAt(SPACE_AND_COMMENTS, this.#text, this.#at).length;
    if (this.#at >= this.#text.length) return this.#end();
    if (this.#inBraces) return this.#nextInBraces();
    return this.#inBrackets ? this.#nextInBrackets() : this.#nextOutside();
  }

  #fail(message: string, at = this.#at): never {
    throw parseError(this.#text, at, message);
  }

  #token(kind: TokenKind, length: number, value?: string): Token {
    const start = this.#at;
    this.#at += length;
    const text = this.#text.slice(start, this.#at);
    return { kind, text, value: value ?? text, start, end: this.#at };
  }

  /** The character at the position, whole even when it takes two code units. */
  #char(): string {
    return String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
  }

  #end(): Token {
    if (this.#inBraces) this.#fail('unexpected end of input inside braces');
    if (this.#parentheses !== 0) this.#fail('unclosed left parenthesis');
    if (this.#inBrackets) {
      this.#fail(
        this.#sawDuration
          ? 'unclosed left bracket'
          : 'unexpected end of input in duration expression',
      );
    }
    return this.#token('end', 0);
  }

  #string(): Token {
    const { value, end } = scanString(this.#text, this.#at);
    return this.#token('string', end - this.#at, value);
  }

  #number(): Token {
    const found = scanNumber(this.#text, this.#at);
    if ('wrongEnd' in found) {
      const wrong = this.#text.slice(this.#at, found.wrongEnd);
      return this.#fail(`bad number or duration syntax: ${quote(wrong)}`);
    }
    return this.#token(found.kind, found.end - this.#at);
  }

  #startsNumber(): boolean {
    return /^(?:\d|\.\d)/.test(this.#text.slice(this.#at, this.#at + 2));
  }

  #parenthesis(char: string): Token {
    const token = this.#token('symbol', 1);
    this.#parentheses += char === '(' ? 1 : -1;
    if (this.#parentheses < 0) this.#fail(`unexpected right parenthesis ${quoteCharacter(char)}`);
    return token;
  }

  #nextOutside(): Token {
    const char = this.#char();
    const operator = matchAt(OPERATORS, this.#text, this.#at);
    if (operator !== '') return this.#token('operator', operator.length);
    if (this.#startsNumber()) return this.#number();
    if (char === '"' || char === "'" || char === '`') return this.#string();
    const word = matchAt(WORD, this.#text, this.#at);
    if (word !== '') return this.#word(word);
    if (char === '(' || char === ')') return this.#parenthesis(char);
    if (char === '{') this.#inBraces = true;
    if (char === '[') {
      this.#inBrackets = true;
      this.#sawColon = false;
      this.#sawDuration = false;
    }
    if (char === '{' || char === '[' || char === ',') return this.#token('symbol', 1);
    const after = this.#text.charAt(this.#at + 1);
    if (char === '=' && after === '~') this.#fail("unexpected character after '=': '~'");
    if (char === '=') return this.#token('symbol', 1);
    if (char === '!') this.#fail(`unexpected character after '!': ${quoteCharacter(after)}`);
    if (char === ']') this.#fail(`unexpected right bracket ${quoteCharacter(char)}`);
    return this.#fail(`unexpected character: ${quoteCharacter(char)}`);
  }

  #word(word: string): Token {
    let kind = kindOfWord(word);
    // Only a keyword in front of its value, so that metrics of these names keep working.
    const behind = this.#text.slice(this.#at + word.length);
    if (FILL.test(word) && !/^[ \t\r\n]*\(/.test(behind)) kind = 'identifier';
    const isName = kind === 'identifier' || kind === 'metric';
    return this.#token(kind, word.length, isName ? word : word.toLowerCase());
  }

  #nextInBraces(): Token {
    const char = this.#char();
    const label = matchAt(LABEL, this.#text, this.#at);
    if (label !== '') return this.#token('identifier', label.length);
    if (char === '"' || char === "'" || char === '`') return this.#string();
    const operator = matchAt(MATCH_OPERATORS, this.#text, this.#at);
    if (operator !== '') {
      return this.#token(operator === '=' ? 'symbol' : 'operator', operator.length);
    }
    if (char === '}') this.#inBraces = false;
    if (char === '}' || char === ',') return this.#token('symbol', 1);
    if (char === '{') this.#fail(`unexpected left brace ${quoteCharacter(char)}`);
    if (char === '!') {
      const after = this.#text.charAt(this.#at + 1);
      this.#fail(`unexpected character after '!' inside braces: ${quoteCharacter(after)}`);
    }
    return this.#fail(`unexpected character inside braces: ${quoteCharacter(char)}`);
  }

  #nextInBrackets(): Token {
    const char = this.#char();
    if (this.#startsNumber()) {
      this.#sawDuration = true;
      return this.#number();
    }
    if (char === ']') this.#inBrackets = false;
    if (char === ':') {
      if (!this.#sawDuration) {
        this.#fail('unexpected colon before duration in duration expression', this.#at + 1);
      }
      if (this.#sawColon) this.#fail(`unexpected colon ${quoteCharacter(char)}`);
      this.#sawColon = true;
    }
    if (char === ']' || char === ':' || char === ',') return this.#token('symbol', 1);
    if (char === '(' || char === ')') return this.#parenthesis(char);
    if (/[-+*/%^]/.test(char)) return this.#token('operator', 1);
    const word = matchAt(LABEL, this.#text, this.#at);
    if (/^(?:step|range|max_of|min_of)$/i.test(word)) {
      return this.#token('context', word.length, word.toLowerCase());
    }
    if (this.#sawDuration && word !== '') {
      this.#fail(`unexpected character: ${quoteCharacter(char)}, expected ':'`);
    }
    return this.#fail(`unexpected character in duration expression: ${quoteCharacter(char)}`);
  }
}
