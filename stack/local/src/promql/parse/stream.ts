import { parseError, type Span } from '../position.ts';
import { Lexer } from './lexer.ts';
import { describeToken, type Token } from './token.ts';

/** The tokens of a query with one of lookahead. */
export class TokenStream {
  readonly query: string;
  readonly #lexer: Lexer;
  #current: Token;
  #previousEnd = 0;

  constructor(query: string) {
    this.query = query;
    this.#lexer = new Lexer(query);
    this.#current = this.#lexer.next();
  }

  get current(): Token {
    return this.#current;
  }

  /** Where the token before the current one ends. */
  get previousEnd(): number {
    return this.#previousEnd;
  }

  take(): Token {
    const taken = this.#current;
    this.#previousEnd = taken.end;
    if (taken.kind !== 'end') this.#current = this.#lexer.next();
    return taken;
  }

  /** Is the current token this symbol, operator or keyword? */
  is(value: string): boolean {
    const { kind } = this.#current;
    const named = kind === 'string' || kind === 'identifier' || kind === 'number';
    return !named && this.#current.value === value;
  }

  /** Takes the token when it is the one asked for. */
  accept(value: string): Token | undefined {
    return this.is(value) ? this.take() : undefined;
  }

  expect(value: string, context: string, expected: string): Token {
    return this.accept(value) ?? this.unexpected(context, expected);
  }

  /** Complains about the current token. */
  unexpected(context = '', expected = ''): never {
    const where = context === '' ? '' : ` in ${context}`;
    const instead = expected === '' ? '' : `, expected ${expected}`;
    return this.fail(this.#current, `unexpected ${describeToken(this.#current)}${where}${instead}`);
  }

  fail(span: Pick<Span, 'start'>, message: string): never {
    throw parseError(this.query, span.start, message);
  }
}
