/** A regular expression in the syntax of RE2, taken apart. */
export type RegexNode =
  /** One character, told by the source of a JavaScript class. */
  | { readonly type: 'char'; readonly source: string }
  | { readonly type: 'assertion'; readonly source: string }
  | { readonly type: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly type: 'alternatives'; readonly items: readonly RegexNode[] }
  | {
      readonly type: 'repeat';
      readonly item: RegexNode;
      readonly min: number;
      /** Infinity when there is no upper bound. */
      readonly max: number;
      readonly lazy: boolean;
    }
  | { readonly type: 'capture'; readonly item: RegexNode; readonly name: string | undefined };

export interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly lazy: boolean;
}

/** What RE2 allows for `{n,m}`. */
export const REPEAT_MAX = 1000;

export function regexError(message: string, part: string): Error {
  return new Error(`error parsing regexp: ${message}: \`${part}\``);
}

/** A character as source that stands for itself, inside a class and outside. */
export function literal(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return /[A-Za-z0-9_]/.test(char) ? char : `\\u{${code.toString(16)}}`;
}

/** A class for one character that ignores case when asked to. */
export function charClass(char: string, ignoreCase: boolean): string {
  const both = ignoreCase ? new Set([char, char.toLowerCase(), char.toUpperCase()]) : [char];
  const single = [...both].filter((one) => [...one].length === 1);
  return single.length === 1 ? literal(char) : `[${single.map(literal).join('')}]`;
}
