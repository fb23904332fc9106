const CR = 13;
const LINE_END = 2;

interface Read {
  /** Whole commands, each as its words. */
  readonly commands: string[][];
  /** The beginning of a command whose rest has not come yet. */
  readonly left: Buffer<ArrayBuffer>;
}

/** Reads commands as clients of Redis send them: arrays of texts with their lengths. */
export function readCommands(bytes: Buffer<ArrayBuffer>): Read {
  const commands: string[][] = [];
  let at = 0;
  for (;;) {
    const found = readCommand(bytes, at);
    if (found === undefined) return { commands, left: bytes.subarray(at) };
    commands.push(found.words);
    at = found.end;
  }
}

function readCommand(bytes: Buffer, from: number): { words: string[]; end: number } | undefined {
  const head = readNumber(bytes, from, '*');
  if (head === undefined) return undefined;
  const words: string[] = [];
  let at = head.end;
  for (let index = 0; index < head.value; index += 1) {
    const length = readNumber(bytes, at, '$');
    if (length === undefined) return undefined;
    const end = length.end + length.value;
    if (end + LINE_END > bytes.length) return undefined;
    words.push(bytes.toString('utf8', length.end, end));
    at = end + LINE_END;
  }
  return { words, end: at };
}

function readNumber(
  bytes: Buffer,
  from: number,
  sign: '*' | '$',
): { value: number; end: number } | undefined {
  if (from >= bytes.length) return undefined;
  const lineEnd = bytes.indexOf(CR, from);
  if (lineEnd === -1 || lineEnd + LINE_END > bytes.length) return undefined;
  if (bytes[from] !== sign.charCodeAt(0)) throw new Error(`no command: ${sign} was expected`);
  return { value: Number(bytes.toString('latin1', from + 1, lineEnd)), end: lineEnd + LINE_END };
}
