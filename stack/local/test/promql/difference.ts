import { formatLabels } from '../../src/promql/index.ts';
import { labelsKey } from '../../src/model/index.ts';
import type { Answer, AnswerSeries } from './api.ts';

const RELATIVE = 1e-9;
/** What remains of rounding where large values cancel each other out. */
const ABSOLUTE = 1e-9;

function same(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const distance = Math.abs(a - b);
  return distance <= RELATIVE * Math.max(Math.abs(a), Math.abs(b)) || distance <= ABSOLUTE;
}

function show({ labels, timesMs, values, text }: AnswerSeries): string {
  const points = values.map((value, index) => `${value}@${timesMs[index]}`);
  return `${formatLabels(labels)} ${text ?? ''}${points.join(' ')}`;
}

function byKey(answer: Answer): Map<string, AnswerSeries> {
  return new Map(answer.series.map((one) => [labelsKey(one.labels), one]));
}

function seriesDiffer(ours: AnswerSeries, theirs: AnswerSeries): boolean {
  if ((ours.text ?? '') !== (theirs.text ?? '')) return true;
  if (ours.timesMs.length !== theirs.timesMs.length) return true;
  return ours.timesMs.some((timeMs, index) => {
    const [a = NaN, b = NaN] = [ours.values[index], theirs.values[index]];
    return timeMs !== theirs.timesMs[index] || !same(a, b);
  });
}

/** Prometheus counts repaired points more than once when it joins notes. */
function comparable(note: string): string {
  return note.replace(/over \d+ samples/, 'over some samples');
}

/** How two answers differ; undefined when they do not. */
export function difference(ours: Answer, theirs: Answer): string | undefined {
  if ((ours.error === undefined) !== (theirs.error === undefined)) {
    return `ours: ${ours.error ?? 'no error'}\n  theirs: ${theirs.error ?? 'no error'}`;
  }
  if (ours.error !== undefined) return undefined;
  if (ours.type !== theirs.type) return `ours: ${ours.type}\n  theirs: ${theirs.type}`;
  const [mine, other] = [byKey(ours), byKey(theirs)];
  for (const key of new Set([...mine.keys(), ...other.keys()])) {
    const [left, right] = [mine.get(key), other.get(key)];
    if (left !== undefined && right !== undefined && !seriesDiffer(left, right)) continue;
    const texts = [left, right].map((one) => (one === undefined ? 'nothing' : show(one)));
    if (left !== undefined && right !== undefined) {
      const at = left.values.findIndex((value, index) => !same(value, right.values[index] ?? NaN));
      texts.forEach((text, index) => (texts[index] = `point ${at}: ${text}`));
    }
    return `ours: ${texts[0]}\n  theirs: ${texts[1]}`;
  }
  if (ours.series.length !== theirs.series.length) {
    return `ours: ${ours.series.length} series\n  theirs: ${theirs.series.length} series`;
  }
  if (theirs.notes.some((note) => note.endsWith('omitted'))) return undefined;
  const [notes, theirNotes] = [ours, theirs].map(({ notes: texts }) =>
    texts.map(comparable).join('\n    '),
  );
  return notes === theirNotes ? undefined : `ours: ${notes}\n  theirs: ${theirNotes}`;
}
