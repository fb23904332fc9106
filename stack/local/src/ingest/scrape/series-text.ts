import { METRIC_NAME, type MetricType } from '../../model/index.ts';
import { floatText } from '../metrics/float.ts';
import { ExpositionError } from './exposition-error.ts';
import { parseNumber } from './number.ts';

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const SPACE = /[ \t]*/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', '\\': '\\', '"': '"' };

/**
 * The labels of a series as the exposition writes it: `name{label="value"}`, the name also quoted
 * inside the braces. Bounds of histograms and summaries get the one form that Prometheus gives
 * them (`le="1"` becomes `1.0`), labels with empty values are left out.
 * @throws ExpositionError with the text and where it breaks.
 */
export function parseSeries(text: string, type: MetricType | undefined): Record<string, string> {
  const labels = new SeriesReader(text).read();
  const bound = BOUNDS[type ?? 'unknown'];
  const value = bound === undefined ? undefined : labels[bound];
  const number = value === undefined ? undefined : parseNumber(value);
  if (bound !== undefined && number !== undefined) labels[bound] = floatText(number);
  return labels;
}

/** Labels of an exemplar: the same form without a name. */
export function parseLabels(text: string): Record<string, string> {
  return new SeriesReader(text).readLabels();
}

const BOUNDS: Partial<Readonly<Record<MetricType, string>>> = {
  histogram: 'le',
  summary: 'quantile',
};

class SeriesReader {
  readonly #text: string;
  readonly #labels: Record<string, string> = {};
  readonly #seen = new Set<string>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Record<string, string> {
    const name = this.#match(NAME);
    if (name !== '') this.#add(METRIC_NAME, name);
    this.#match(SPACE);
    if (this.#char() === '{') this.#braces(name === '');
    if (!this.#seen.has(METRIC_NAME)) throw this.#error('a metric name is missing');
    if (this.#at < this.#text.length) throw this.#error('text after the labels');
    return this.#labels;
  }

  readLabels(): Record<string, string> {
    this.#match(SPACE);
    if (this.#char() !== '{') throw this.#error('"{" is missing');
    this.#braces(false);
    return this.#labels;
  }

  #braces(mayName: boolean): void {
    this.#at += 1;
    for (;;) {
      this.#match(SPACE);
      if (this.#char() === '}') break;
      this.#label(mayName);
      this.#match(SPACE);
      if (this.#char() !== ',') break;
      this.#at += 1;
    }
    if (this.#char() !== '}') throw this.#error('"," or "}" is missing');
    this.#at += 1;
  }

  #label(mayName: boolean): void {
    const isQuoted = this.#char() === '"';
    const name = isQuoted ? this.#quoted() : this.#match(LABEL);
    if (name === '') throw this.#error('a label name is missing');
    this.#match(SPACE);
    if (this.#char() !== '=') {
      // A quoted name without a value is the metric's own.
      if (!isQuoted || !mayName) throw this.#error('"=" is missing');
      this.#add(METRIC_NAME, name);
      return;
    }
    this.#at += 1;
    this.#match(SPACE);
    if (this.#char() !== '"') throw this.#error('a label value has to be quoted');
    this.#add(name, this.#quoted());
  }

  #quoted(): string {
    const from = this.#at + 1;
    for (let at = from; ; at += 1) {
      const char = this.#text[at];
      if (char === undefined) throw this.#error('a quote has no end');
      if (char === '\\') at += 1;
      if (char !== '"') continue;
      this.#at = at + 1;
      return unescaped(this.#text.slice(from, at));
    }
  }

  #add(name: string, value: string): void {
    if (this.#seen.has(name)) throw this.#error(`label "${name}" comes twice`);
    this.#seen.add(name);
    if (value === '' || name === '__proto__') return;
    this.#labels[name] = value;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #char(): string | undefined {
    return this.#text[this.#at];
  }

  #error(what: string): ExpositionError {
    const shown = this.#text.length > 200 ? `${this.#text.slice(0, 200)}…` : this.#text;
    return new ExpositionError(`${what} at character ${this.#at + 1} of ${JSON.stringify(shown)}`);
  }
}

/** An escape that nobody defined stands for itself, as in Prometheus. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(.)/gs, (whole, char: string) => ESCAPES[char] ?? whole);
}
