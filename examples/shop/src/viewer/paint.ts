/** Colours on a terminal that wants them; plain text everywhere else. */
export interface Paint {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  /** The same service has the same colour everywhere. */
  readonly service: (name: string, text: string) => string;
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;
const SERVICE_CODES = [36, 35, 34] as const;

export function makePaint(coloured: boolean): Paint {
  const wrap = (code: number) => (text: string) =>
    coloured && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text;
  const codes = new Map<string, number>();
  return {
    dim: wrap(CODES.dim),
    bold: wrap(CODES.bold),
    red: wrap(CODES.red),
    yellow: wrap(CODES.yellow),
    green: wrap(CODES.green),
    service: (name, text) => {
      const code = codes.get(name) ?? SERVICE_CODES[codes.size % SERVICE_CODES.length] ?? 36;
      codes.set(name, code);
      return wrap(code)(text);
    },
  };
}

/** Exactly this many columns: padded, or cut. */
export function fit(text: string, columns: number): string {
  return cut(text, columns) + ' '.repeat(Math.max(0, columns - [...text].length));
}

/** At most this many columns; an ellipsis says that something is missing. */
export function cut(text: string, columns: number): string {
  const characters = [...text];
  if (characters.length <= columns) return text;
  return `${characters.slice(0, Math.max(0, columns - 1)).join('')}…`;
}

/** Durations as people say them: three digits at most, always with a unit. */
export function duration(seconds: number): string {
  const ms = seconds * 1000;
  if (ms < 1) return `${Math.round(ms * 1000)} µs`;
  if (ms < 100) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${seconds.toFixed(2)} s`;
}
