import type { ExpositionExemplar, ExpositionSample, Labels } from './exposition-types.ts';

const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
// Both formats take NaN and Inf in any case; prom-client writes `Nan`.
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[+-]?inf(?:inity)?|nan/iy;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', '\\': '\\', '"': '"' };
/** Label names and values of an exemplar together, in characters. */
const MAX_EXEMPLAR_LENGTH = 128;

/** Reads one sample line from left to right. */
export class LineReader {
  private readonly line: string;
  private readonly openMetrics: boolean;
  private at = 0;

  constructor(line: string, openMetrics: boolean) {
    this.line = line;
    this.openMetrics = openMetrics;
  }

  sample(): ExpositionSample {
    const name = this.token(METRIC_NAME, 'metric name');
    const labels = this.line[this.at] === '{' ? this.labels() : {};
    this.gap();
    const value = this.number();
    const timestamp = this.timestamp();
    const exemplar = this.exemplar();
    if (this.at !== this.line.length) throw new Error(`text after the sample at ${this.at}`);
    return { name, labels, value, timestamp, exemplar };
  }

  private labels(): Labels {
    const labels: Record<string, string> = {};
    this.literal('{');
    while (this.line[this.at] !== '}') {
      const name = this.token(LABEL_NAME, 'label name');
      this.literal('=');
      if (Object.hasOwn(labels, name)) throw new Error(`label ${name} comes twice`);
      labels[name] = this.quoted();
      if (this.line[this.at] !== ',') break;
      this.literal(',');
      // Prometheus text allows a comma before the brace, OpenMetrics does not.
      if (this.openMetrics && this.line[this.at] === '}') throw new Error('comma before }');
    }
    this.literal('}');
    return labels;
  }

  private quoted(): string {
    this.literal('"');
    let value = '';
    for (;;) {
      const char = this.line[this.at];
      if (char === undefined) throw new Error('label value has no end');
      this.at += 1;
      if (char === '"') return value;
      if (char !== '\\') {
        value += char;
        continue;
      }
      const escaped = ESCAPES[this.line[this.at] ?? ''];
      if (escaped === undefined) throw new Error(`unknown escape at ${this.at}`);
      this.at += 1;
      value += escaped;
    }
  }

  private timestamp(): number | undefined {
    if (!/^ [+\-.\d]/.test(this.line.slice(this.at))) return undefined;
    this.gap();
    const from = this.at;
    const value = this.number();
    // Milliseconds as an integer in Prometheus text; seconds, with decimals, in OpenMetrics.
    if (!this.openMetrics && !/^-?\d+$/.test(this.line.slice(from, this.at))) {
      throw new Error('timestamp is no integer');
    }
    return value;
  }

  private exemplar(): ExpositionExemplar | undefined {
    if (!this.line.startsWith(' # ', this.at)) return undefined;
    if (!this.openMetrics) throw new Error('exemplar outside OpenMetrics');
    this.at += 3;
    const labels = this.labels();
    const length = Object.entries(labels).join('').replaceAll(',', '').length;
    if (length > MAX_EXEMPLAR_LENGTH) throw new Error(`exemplar labels of ${length} characters`);
    this.gap();
    const value = this.number();
    return { labels, value, timestamp: this.timestamp() };
  }

  private number(): number {
    const text = this.token(NUMBER, 'number').toLowerCase();
    return Number(text.replace(/inf(inity)?/, 'Infinity'));
  }

  private gap(): void {
    this.literal(' ');
  }

  private literal(text: string): void {
    if (!this.line.startsWith(text, this.at)) throw new Error(`"${text}" expected at ${this.at}`);
    this.at += text.length;
  }

  private token(pattern: RegExp, what: string): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.line);
    if (found === null) throw new Error(`${what} expected at ${this.at}`);
    this.at = pattern.lastIndex;
    return found[0];
  }
}
