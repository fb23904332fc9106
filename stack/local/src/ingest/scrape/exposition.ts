import type { MetricType } from '../../model/index.ts';
import { ExpositionError } from './exposition-error.ts';
import { parseMetaLine, type MetaLine } from './meta-line.ts';
import { parseNumber } from './number.ts';

/** What a parsed exposition is told to. */
export interface ExpositionSink {
  /**
   * Where the series at `from` ends, when the sink knows its text already; else -1. Spares the
   * parser to look at every character of what it has seen in the scrape before.
   */
  knownEnd(text: string, from: number): number;
  /** A sample whose series is `text.slice(from, to)`; `timeMs` only where the line has one. */
  sample(text: string, from: number, to: number, sample: ParsedSample): void;
  metadata(line: MetaLine): void;
}

/** One object is used for all samples of a parse: only good during the call. */
export interface ParsedSample {
  value: number;
  timeMs: number | undefined;
  /** `{labels} value [time]`, as written. */
  exemplar: string | undefined;
  /** Of the family whose `# TYPE` came last. */
  type: MetricType | undefined;
}

const NEWLINE = 10;
const TAB = 9;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

/**
 * Reads the Prometheus text format 0.0.4 or, with `isOpenMetrics`, OpenMetrics 1.0.
 * @throws ExpositionError with the number of the line; samples before it were already told.
 */
export function parseExposition(text: string, isOpenMetrics: boolean, sink: ExpositionSink): void {
  const parsed: ParsedSample = {
    value: 0,
    timeMs: undefined,
    exemplar: undefined,
    type: undefined,
  };
  let at = 0;
  let line = 0;
  let hasEnd = false;
  try {
    while (at < text.length) {
      line += 1;
      if (hasEnd) throw new ExpositionError('text after # EOF');
      if (!isOpenMetrics) at = skipSpace(text, at);
      let end = text.indexOf('\n', at);
      if (end < 0) end = text.length;
      const code = text.charCodeAt(at);
      if (code === HASH) {
        const meta = parseMetaLine(text.slice(at, end), isOpenMetrics);
        if (meta?.what === 'end') hasEnd = true;
        else if (meta !== undefined) {
          if (meta.what === 'type') parsed.type = meta.type;
          sink.metadata(meta);
        }
      } else if (at < end) {
        sampleLine(text, at, end, isOpenMetrics, parsed, sink);
      } else if (isOpenMetrics) {
        throw new ExpositionError('empty line');
      }
      at = end + 1;
    }
  } catch (error) {
    if (error instanceof ExpositionError)
      throw new ExpositionError(`line ${line}: ${error.message}`);
    throw error;
  }
  if (isOpenMetrics && !hasEnd) throw new ExpositionError('the data does not end with # EOF');
}

function sampleLine(
  text: string,
  from: number,
  end: number,
  isOpenMetrics: boolean,
  parsed: ParsedSample,
  sink: ExpositionSink,
): void {
  let to = sink.knownEnd(text, from);
  if (to < 0) to = seriesEnd(text, from, end);
  const valueAt = skipSpace(text, to);
  const valueEnd = tokenEnd(text, valueAt, end);
  const value =
    valueAt > to || text.charCodeAt(to - 1) === CLOSE
      ? parseNumber(text.slice(valueAt, valueEnd))
      : undefined;
  if (value === undefined) {
    throw new ExpositionError(`value ${JSON.stringify(text.slice(valueAt, end))} is not a number`);
  }
  parsed.value = value;
  parsed.timeMs = undefined;
  parsed.exemplar = undefined;
  if (valueEnd < end) rest(text.slice(valueEnd, end), isOpenMetrics, parsed);
  sink.sample(text, from, to, parsed);
}

/** What may follow a value: its time, and in OpenMetrics an exemplar. */
function rest(text: string, isOpenMetrics: boolean, parsed: ParsedSample): void {
  const mark = isOpenMetrics ? text.indexOf(' # ') : -1;
  const time = (mark < 0 ? text : text.slice(0, mark)).trim();
  if (mark >= 0) parsed.exemplar = text.slice(mark + 3);
  if (time === '') return;
  const timeMs = isOpenMetrics
    ? Math.round((parseNumber(time) ?? Number.NaN) * 1000)
    : wholeNumber(time);
  if (!Number.isFinite(timeMs)) {
    throw new ExpositionError(`time ${JSON.stringify(time)} is not a number`);
  }
  parsed.timeMs = timeMs;
}

function wholeNumber(text: string): number {
  return /^-?\d{1,18}$/.test(text) ? Number(text) : Number.NaN;
}

/** The end of `name{...}`: the closing brace outside of quotes, or the end of the bare name. */
function seriesEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && !isNameEnd(text.charCodeAt(at))) at += 1;
  const brace = skipSpace(text, at);
  if (text.charCodeAt(brace) !== OPEN) {
    if (at === from)
      throw new ExpositionError(`${JSON.stringify(text.slice(from, end))} has no name`);
    return at;
  }
  let isQuoted = false;
  for (at = brace + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (isQuoted && code === BACKSLASH) at += 1;
    else if (code === QUOTE) isQuoted = !isQuoted;
    else if (code === CLOSE && !isQuoted) return at + 1;
  }
  throw new ExpositionError(`${JSON.stringify(text.slice(from, end))} has no closing brace`);
}

function isNameEnd(code: number): boolean {
  return code === OPEN || code === SPACE || code === TAB;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code === SPACE || code === TAB;) {
    at += 1;
    code = text.charCodeAt(at);
  }
  return at;
}

function tokenEnd(text: string, from: number, end: number): number {
  let at = from;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === SPACE || code === TAB || code === NEWLINE) return at;
  }
  return end;
}
