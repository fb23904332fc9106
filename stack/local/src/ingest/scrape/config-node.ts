import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
} from 'yaml';

/** A configuration that cannot be used; the message says file, line, value and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

interface Source {
  readonly file: string;
  readonly lines: LineCounter;
  readonly document: Document.Parsed;
}

/** A value of a YAML file that knows where it stands, for errors that name their place. */
export class ConfigNode {
  /** As in `scrape_configs[0].job_name`; empty for the whole file. */
  readonly path: string;
  readonly #source: Source;
  readonly #node: Node | null;
  readonly #offset: number;

  constructor(source: Source, node: Node | null, path: string, offset: number) {
    this.#source = source;
    this.#node = isAlias(node) ? (node.resolve(source.document) ?? null) : node;
    this.path = path;
    this.#offset = node?.range?.[0] ?? offset;
  }

  get file(): string {
    return this.#source.file;
  }

  /** True for nothing at all, as in `key:` with no value. */
  get isEmpty(): boolean {
    return this.#node === null || (isScalar(this.#node) && this.#node.value === null);
  }

  error(problem: string): ConfigError {
    const { line } = this.#source.lines.linePos(this.#offset);
    const place = this.path === '' ? '' : `${this.path}: `;
    return new ConfigError(`${this.#source.file}:${line}: ${place}${problem}`);
  }

  entries(): [key: string, value: ConfigNode][] {
    if (this.isEmpty) return [];
    if (!isMap(this.#node)) throw this.error(`${this.shown()} is not a mapping of names to values`);
    return this.#node.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : String(key);
      const path = this.path === '' ? name : `${this.path}.${name}`;
      const offset = (key as Node | null)?.range?.[0] ?? this.#offset;
      return [name, new ConfigNode(this.#source, value as Node | null, path, offset)];
    });
  }

  items(): ConfigNode[] {
    if (this.isEmpty) return [];
    if (!isSeq(this.#node)) throw this.error(`${this.shown()} is not a list`);
    return this.#node.items.map(
      (item, at) =>
        new ConfigNode(this.#source, item as Node | null, `${this.path}[${at}]`, this.#offset),
    );
  }

  /** Scalars as the text they were written with. */
  text(): string {
    if (!isScalar(this.#node)) throw this.error(`${this.shown()} is not a text`);
    const { value, source } = this.#node;
    return typeof value === 'string' ? value : (source ?? String(value ?? ''));
  }

  bool(): boolean {
    const value = isScalar(this.#node) ? this.#node.value : undefined;
    if (typeof value === 'boolean') return value;
    throw this.error(`${this.shown()} is neither true nor false`);
  }

  /** A whole number from 0 on. */
  count(): number {
    const value = isScalar(this.#node) ? this.#node.value : undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.error(`${this.shown()} is not a whole number from 0 on`);
  }

  oneOf<T extends string>(allowed: readonly T[]): T {
    const text = this.text();
    const found = allowed.find((value) => value === text.toLowerCase());
    if (found !== undefined) return found;
    throw this.error(`${this.shown()} is not one of ${allowed.join(', ')}`);
  }

  shown(): string {
    const text = JSON.stringify(this.#node?.toJSON() ?? null) ?? 'nothing';
    return text.length > 80 ? `${text.slice(0, 80)}…` : text;
  }
}

/**
 * Reads YAML (or JSON, which is YAML).
 * @throws ConfigError at the first syntax error.
 */
export function parseConfigNode(text: string, file: string): ConfigNode {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    throw new ConfigError(`${file}:${line}: ${problem.message}`);
  }
  return new ConfigNode({ file, lines, document }, document.contents, '', 0);
}
