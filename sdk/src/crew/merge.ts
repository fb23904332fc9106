import { IDENTITY_METRICS, LABEL } from '../contract/index.ts';

/** Types whose samples are amounts, so that those of all members add up. */
const SUMMED = new Set(['counter', 'histogram', 'gaugehistogram']);
/** The same for every member: shown once. */
const ONCE = new Set(Object.values(IDENTITY_METRICS).map(({ name }) => name));
const INFO = IDENTITY_METRICS.targetInfo.name.replace(/_info$/, '');

interface Family {
  head: string;
  readonly samples: Map<string, { value: number; tail: string }>;
}

/** What a member had counted when it was last heard of. */
export type Sums = Map<string, { readonly head: string; readonly samples: Map<string, number> }>;

/**
 * One page out of the pages of several processes: amounts are added, everything else gets a label
 * with the name of its member. Fed line by line, so that its user decides when to pause.
 */
export class Merge {
  readonly #families = new Map<string, Family>();
  #current: Family | undefined;
  #name = '';
  #type = '';
  #head = '';

  /** Lines of another page begin: heads before them mean nothing for it. */
  begin(): void {
    this.#current = undefined;
    this.#name = '';
    this.#type = '';
    this.#head = '';
  }

  /** @param sums gets what is an amount */
  add(line: string, member: string, isFirst: boolean, sums: Sums | undefined): void {
    if (line === '' || line === '# EOF') return;
    if (line.startsWith('#')) {
      this.#readHead(line);
      return;
    }
    const end = line.startsWith('{') ? -1 : endOfLabels(line);
    if (end <= 0 || this.#name === '') return;
    const isSum = SUMMED.has(this.#type);
    const isOnce = ONCE.has(this.#name) || this.#name === INFO;
    if (isOnce && !isFirst) return;
    const key = isSum || isOnce ? line.slice(0, end) : withMember(line.slice(0, end), member);
    const { value, tail } = valueOf(line, end);
    const family = this.#family();
    const known = family.samples.get(key);
    if (known === undefined) family.samples.set(key, { value, tail });
    else if (isSum) {
      known.value += value;
      if (known.tail === '') known.tail = tail;
    }
    if (isSum && sums !== undefined) this.#keep(sums, key, value);
  }

  #readHead(line: string): void {
    const [, word = '', name = '', type = ''] = line.split(' ', 4);
    if (name !== this.#name) {
      this.#name = name;
      this.#head = '';
      this.#type = '';
      this.#current = undefined;
    }
    if (word === 'TYPE') this.#type = type;
    this.#head += `${line}\n`;
  }

  #family(): Family {
    if (this.#current !== undefined) return this.#current;
    let family = this.#families.get(this.#name);
    if (family === undefined) {
      family = { head: this.#head, samples: new Map() };
      this.#families.set(this.#name, family);
    }
    this.#current = family;
    return family;
  }

  #keep(sums: Sums, key: string, value: number): void {
    let kept = sums.get(this.#name);
    if (kept === undefined) {
      kept = { head: this.#head, samples: new Map() };
      sums.set(this.#name, kept);
    }
    kept.samples.set(key, value);
  }

  /** Amounts of a member that is gone: what was counted stays counted. */
  *addSums(sums: Sums): Generator<void> {
    for (const [name, { head, samples }] of sums) {
      let family = this.#families.get(name);
      if (family === undefined) {
        family = { head, samples: new Map() };
        this.#families.set(name, family);
      }
      for (const [key, value] of samples) {
        const known = family.samples.get(key);
        if (known === undefined) family.samples.set(key, { value, tail: '' });
        else known.value += value;
        yield;
      }
    }
  }

  /** The page, in pieces of a few samples. */
  *render(): Generator<string> {
    for (const { head, samples } of this.#families.values()) {
      let piece = head;
      for (const [key, { value, tail }] of samples) {
        piece += `${key} ${numberText(value)}${tail}\n`;
        if (piece.length > PIECE_LENGTH) {
          yield piece;
          piece = '';
        }
      }
      yield piece;
    }
  }
}

const PIECE_LENGTH = 4096;

/** Index after the name and its labels; labels may hold blanks and braces in quotes. */
function endOfLabels(line: string): number {
  const brace = line.indexOf('{');
  const blank = line.indexOf(' ');
  if (brace === -1 || (blank !== -1 && blank < brace)) return blank;
  let isQuoted = false;
  for (let at = brace + 1; at < line.length; at += 1) {
    const character = line.charCodeAt(at);
    if (isQuoted && character === BACKSLASH) at += 1;
    else if (character === QUOTE) isQuoted = !isQuoted;
    else if (!isQuoted && character === CLOSE) return at + 1;
  }
  return -1;
}

const QUOTE = 34;
const BACKSLASH = 92;
const CLOSE = 125;

function withMember(series: string, member: string): string {
  const pair = `${LABEL.worker}="${member}"`;
  if (!series.endsWith('}')) return `${series}{${pair}}`;
  const isBare = series.endsWith('{}');
  return `${series.slice(0, -1)}${isBare ? '' : ','}${pair}}`;
}

/** The number, and what follows it: an exemplar, with its blank. */
function valueOf(line: string, from: number): { value: number; tail: string } {
  const mark = line.indexOf(' # ', from);
  const text = line.slice(from + 1, mark === -1 ? undefined : mark).trim();
  const [number = ''] = text.split(' ', 1);
  return { value: readNumber(number), tail: mark === -1 ? '' : line.slice(mark) };
}

function readNumber(text: string): number {
  if (text === '+Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}
