import { readClass } from './class.ts';
import { readEscape } from './escapes.ts';
import { charClass, regexError, REPEAT_MAX, type Flags, type RegexNode } from './syntax.ts';

const NESTING_MAX = 200;
const REPEAT = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})/y;
const FLAGS = /\(\?([imsU]*)(?:-([imsU]+))?([:)])/y;
const NAMED = /\(\?P?<(\w+)>/y;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function withFlags(flags: Flags, on: string, off: string): Flags {
  const decide = (letter: string, before: boolean): boolean =>
    off.includes(letter) ? false : before || on.includes(letter);
  return {
    ignoreCase: decide('i', flags.ignoreCase),
    multiline: decide('m', flags.multiline),
    dotAll: decide('s', flags.dotAll),
    lazy: decide('U', flags.lazy),
  };
}

/** Reads the syntax of RE2; throws for what RE2 refuses (look-around, back references). */
class RegexParser {
  readonly #pattern: string;
  #at = 0;
  #depth = 0;
  #flags: Flags = { ignoreCase: false, multiline: false, dotAll: true, lazy: false };

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  whole(): RegexNode {
    const node = this.#alternatives();
    if (this.#at < this.#pattern.length) throw regexError('unexpected )', this.#pattern);
    return node;
  }

  #alternatives(): RegexNode {
    this.#depth += 1;
    if (this.#depth > NESTING_MAX) throw regexError('expression nests too deeply', '(');
    const items = [this.#sequence()];
    while (this.#pattern[this.#at] === '|') {
      this.#at += 1;
      items.push(this.#sequence());
    }
    this.#depth -= 1;
    return items.length === 1 && items[0] !== undefined
      ? items[0]
      : { type: 'alternatives', items };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    while (this.#at < this.#pattern.length) {
      const char = this.#pattern[this.#at];
      if (char === '|' || char === ')') break;
      const quoted = matchAt(/\\Q([^]*?)(?:\\E|$)/y, this.#pattern, this.#at);
      if (quoted !== null) {
        this.#at += quoted[0].length;
        const quotedItems = [...(quoted[1] ?? '')].map((one) => this.#literal(one));
        const last = quotedItems.pop();
        items.push(...quotedItems);
        if (last !== undefined) items.push(this.#repeated(last));
        continue;
      }
      const atom = this.#atom();
      if (atom !== undefined) items.push(this.#repeated(atom));
    }
    return { type: 'sequence', items };
  }

  #literal(char: string): RegexNode {
    return { type: 'char', source: charClass(char, this.#flags.ignoreCase) };
  }

  #repeated(atom: RegexNode): RegexNode {
    const found = matchAt(REPEAT, this.#pattern, this.#at);
    if (found === null) return atom;
    const [text, low, comma, high] = found;
    const min = low === undefined ? Number(text === '+') : Number(low);
    let max = text === '?' ? 1 : Infinity;
    if (low !== undefined) max = comma === undefined ? min : Number(high || Infinity);
    if (min > REPEAT_MAX || (max > REPEAT_MAX && max !== Infinity) || max < min) {
      throw regexError('invalid repeat count', text);
    }
    this.#at += text.length;
    const isMarked = this.#pattern[this.#at] === '?';
    if (isMarked) this.#at += 1;
    const again = matchAt(REPEAT, this.#pattern, this.#at);
    if (again !== null) {
      throw regexError('invalid nested repetition operator', text + again[0]);
    }
    return { type: 'repeat', item: atom, min, max, lazy: isMarked !== this.#flags.lazy };
  }

  /** Undefined for what changes flags and matches nothing. */
  #atom(): RegexNode | undefined {
    const char = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
    const { multiline, dotAll, ignoreCase } = this.#flags;
    if (char === '(') return this.#group();
    if (char === '[') {
      const { source, end } = readClass(this.#pattern, this.#at, ignoreCase);
      this.#at = end;
      return { type: 'char', source };
    }
    if (char === '\\') return this.#escape();
    if (matchAt(REPEAT, this.#pattern, this.#at) !== null) {
      throw regexError('missing argument to repetition operator', char);
    }
    this.#at += char.length;
    if (char === '.') return { type: 'char', source: dotAll ? '[^]' : '[^\\n]' };
    if (char === '^') return { type: 'assertion', source: multiline ? '(?<![^\\n])' : '^' };
    if (char === '$') return { type: 'assertion', source: multiline ? '(?![^\\n])' : '$' };
    return this.#literal(char);
  }

  #escape(): RegexNode {
    const next = this.#pattern[this.#at + 1] ?? '';
    const assertion = { A: '^', z: '$', b: '\\b', B: '\\B' }[next];
    if (assertion !== undefined) {
      this.#at += 2;
      return { type: 'assertion', source: assertion };
    }
    const escaped = readEscape(this.#pattern, this.#at);
    this.#at += escaped.length;
    if (escaped.char !== undefined) return this.#literal(escaped.char);
    const source = `[${escaped.negated ? '^' : ''}${escaped.inClass}]`;
    return { type: 'char', source };
  }

  #group(): RegexNode | undefined {
    const open = this.#at;
    const before = this.#flags;
    const named = matchAt(NAMED, this.#pattern, open);
    const flags = matchAt(FLAGS, this.#pattern, open);
    if (named === null && flags === null && this.#pattern[open + 1] === '?') {
      throw regexError('invalid or unsupported Perl syntax', this.#pattern.slice(open, open + 3));
    }
    this.#at = open + (named?.[0].length ?? flags?.[0].length ?? 1);
    if (flags !== null) {
      this.#flags = withFlags(before, flags[1] ?? '', flags[2] ?? '');
      if (flags[3] === ')') return undefined;
    }
    const item = this.#alternatives();
    if (this.#pattern[this.#at] !== ')') throw regexError('missing closing )', this.#pattern);
    this.#at += 1;
    this.#flags = before;
    return flags === null ? { type: 'capture', item, name: named?.[1] } : item;
  }
}

export function parseRegex(pattern: string): RegexNode {
  return new RegexParser(pattern).whole();
}
