const NAMED: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

function escapeWith(text: string, delimiter: string): string {
  let out = delimiter;
  for (const char of text) {
    const named = NAMED[char];
    if (named !== undefined) out += named;
    else if (char === delimiter) out += `\\${char}`;
    else if (char < ' ' || char === '\u007f') {
      out += `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
    } else out += char;
  }
  return out + delimiter;
}

/** Text in double quotes, as error messages and label sets show it. */
export function quote(text: string): string {
  return escapeWith(text, '"');
}

/** One character in single quotes. */
export function quoteCharacter(char: string): string {
  return escapeWith(char, "'");
}
