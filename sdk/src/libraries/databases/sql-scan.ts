/** Where quotes and comments mean different things; in doubt, more is taken for a text. */
export type Dialect = 'postgresql' | 'mysql' | 'sqlite';

export interface Token {
  /** Word, name without its quotes, or a sign. */
  readonly text: string;
  readonly kind: 'word' | 'name' | 'sign';
}

const BLANK = /\s+/y;
const LINE_COMMENT = /(?:--|#)[^\n]*/y;
const COMMENT = /\/\*[^]*?(?:\*\/|$)/y;
const COMMENT_EDGE = /\/\*|\*\//g;
const PLAIN_TEXT = /'(?:[^']|'')*(?:'|$)/y;
const ESCAPED_TEXT = /'(?:[^'\\]|\\[^]|'')*(?:'|\\?$)/y;
const DOUBLE_TEXT = /"(?:[^"\\]|\\[^]|"")*(?:"|\\?$)/y;
const DOUBLE_NAME = /"(?:[^"]|"")*(?:"|$)/y;
const BACKTICK_NAME = /`(?:[^`]|``)*(?:`|$)/y;
const DOLLAR_TAG = /\$(?:[a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/iy;
/** Parameters and casts: `$1`, `?`, `:name`, `@name`, `::text`. */
const PARAMETER = /\$\d+|\?\d*|[$:@]+[a-z_]\w*/iy;
const NUMBER = /\.?\d(?:e[+-]\d|[\w.])*/iy;
const WORD = /[a-z_\u0080-\uffff][\w$\u0080-\uffff]*/iy;
/** Stands before a text and is part of it: `E'\n'`, `x'ff'`. */
const TEXT_PREFIX = /^[benx]$/i;
/** What follows is a name, however it is quoted. */
const BEFORE_NAME = /^(?:FROM|INTO|UPDATE|JOIN|TABLE|EXISTS|ONLY|ON|\.)$/i;

/** Reads a statement once from left to right; a quote that is never closed lasts to its end. */
export class SqlScan {
  readonly tokens: Token[] = [];
  /** The statement with `?` in place of every literal, without comments and needless blanks. */
  text = '';
  readonly #statement: string;
  readonly #dialect: Dialect;
  #at = 0;

  constructor(statement: string, dialect: Dialect) {
    this.#statement = statement;
    this.#dialect = dialect;
    while (this.#at < statement.length) this.#step();
    this.text = this.text.trim();
  }

  #step(): void {
    const next = this.#statement[this.#at] as string;
    if (this.#isBlank(next)) {
      if (!this.text.endsWith(' ')) this.text += ' ';
    } else if (this.#isLiteral(next)) {
      this.text += '?';
    } else if (next === '"' || next === '`') {
      const quoted = this.#take(next === '"' ? DOUBLE_NAME : BACKTICK_NAME) as string;
      this.text += quoted;
      this.tokens.push({ kind: 'name', text: quoted.replaceAll(next, '') });
    } else {
      this.#takePlain();
    }
  }

  #takePlain(): void {
    const parameter = this.#take(PARAMETER);
    if (parameter !== undefined) {
      this.text += parameter;
      return;
    }
    const word = this.#take(WORD);
    if (word === undefined) {
      const sign = this.#statement[this.#at] as string;
      this.#at += 1;
      this.text += sign;
      this.tokens.push({ kind: 'sign', text: sign });
    } else if (this.#statement[this.#at] !== "'" || !TEXT_PREFIX.test(word)) {
      this.text += word;
      this.tokens.push({ kind: 'word', text: word });
    } else {
      const isEscaped = word.toLowerCase() === 'e' || this.#dialect === 'mysql';
      this.#take(isEscaped ? ESCAPED_TEXT : PLAIN_TEXT);
      this.text += '?';
    }
  }

  /** Takes blanks and comments. */
  #isBlank(next: string): boolean {
    if (this.#take(BLANK) !== undefined) return true;
    const start = this.#statement.slice(this.#at, this.#at + 2);
    if (start === '--' || (next === '#' && this.#dialect === 'mysql')) {
      return this.#take(LINE_COMMENT) !== undefined;
    }
    if (start !== '/*') return false;
    if (this.#dialect === 'postgresql') this.#takeNestedComment();
    else this.#take(COMMENT);
    return true;
  }

  #isLiteral(next: string): boolean {
    if (next === "'") {
      return this.#take(this.#dialect === 'mysql' ? ESCAPED_TEXT : PLAIN_TEXT) !== undefined;
    }
    if (next === '"') return this.#isDoubleQuotedText() && this.#take(DOUBLE_TEXT) !== undefined;
    if (next === '$' && this.#dialect === 'postgresql') return this.#takeDollarQuoted();
    return this.#take(NUMBER) !== undefined;
  }

  /** A name for most, a text for MySQL; SQLite takes a name that does not exist for a text. */
  #isDoubleQuotedText(): boolean {
    if (this.#dialect !== 'sqlite') return this.#dialect === 'mysql';
    const before = this.tokens.at(-1);
    return before === undefined || before.kind === 'name' || !BEFORE_NAME.test(before.text);
  }

  #takeDollarQuoted(): boolean {
    const tag = this.#take(DOLLAR_TAG);
    if (tag === undefined) return false;
    const end = this.#statement.indexOf(tag, this.#at);
    this.#at = end === -1 ? this.#statement.length : end + tag.length;
    return true;
  }

  #takeNestedComment(): void {
    let depth = 0;
    COMMENT_EDGE.lastIndex = this.#at;
    do {
      const edge = COMMENT_EDGE.exec(this.#statement);
      if (edge === null) {
        this.#at = this.#statement.length;
        return;
      }
      depth += edge[0] === '/*' ? 1 : -1;
    } while (depth > 0);
    this.#at = COMMENT_EDGE.lastIndex;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#statement)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
