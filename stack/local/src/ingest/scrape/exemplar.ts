import { ExpositionError } from './exposition-error.ts';
import { parseNumber } from './number.ts';
import { parseLabels } from './series-text.ts';

const EXEMPLAR = /^(\{.*\})[ ]+(\S+)(?:[ ]+(\S+))?[ ]*$/s;

/** `timeMs` only where the exemplar states its time. */
export interface ParsedExemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timeMs: number | undefined;
}

/**
 * `{labels} value [time in seconds]`.
 * @throws ExpositionError when it is anything else.
 */
export function parseExemplar(text: string): ParsedExemplar {
  const [, labels = '', valueText = '', time] = EXEMPLAR.exec(text) ?? [];
  const value = parseNumber(valueText);
  const seconds = time === undefined ? 0 : parseNumber(time);
  if (value === undefined || seconds === undefined || !Number.isFinite(seconds)) {
    throw new ExpositionError(`exemplar ${JSON.stringify(text)} is not "{labels} value [time]"`);
  }
  const timeMs = time === undefined ? undefined : Math.round(seconds * 1000);
  return { labels: parseLabels(labels), value, timeMs };
}
