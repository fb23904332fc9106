import type { Labels } from '../../model/index.ts';
import { parseSeriesName } from '../parse/entry.ts';
import { parseFloatText } from '../value/float.ts';

/** One place in a sequence of values; `undefined` where nothing stands. */
export type SequenceValue =
  | { readonly value: number; readonly stale: boolean }
  | { readonly native: true }
  | undefined;

export interface SeriesLine {
  readonly labels: Labels;
  readonly values: readonly SequenceValue[];
}

/** Values that one line may write out with `xN`. */
const VALUES_MAX = 1_000_000;

const NAME =
  /^([A-Za-z_:][\w:]*)?\s*(\{(?!\{)(?:[^"'`}]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`)*\})?/;
const NUMBER =
  '(?:\\d[\\d_]*\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?|[iI]nf|[nN]a[nN])';
const ITEM = new RegExp(`^([+-]?${NUMBER}|stale|_)(?:([+-])(${NUMBER}))?(?:x(\\d+))?$`);

function labelsOf(text: string): Labels {
  return Object.fromEntries(
    parseSeriesName(text)
      .filter(({ value }) => value !== '')
      .map(({ name, value }) => [name, value]),
  );
}

/** `1+2x3`, `5x2`, `_x4`, `stale`: the values that one item of a sequence stands for. */
function itemValues(item: string): SequenceValue[] {
  if (item.includes('{{')) return [{ native: true }];
  const [, first = '', sign, step, times] = ITEM.exec(item) ?? [];
  if (first === '' || (step !== undefined && times === undefined)) {
    throw new Error(`bad value in a sequence: ${item}`);
  }
  const count = Number(times ?? 0);
  if (count > VALUES_MAX) throw new Error(`more than ${VALUES_MAX} values in a sequence: ${item}`);
  if (first === '_') return Array.from({ length: Math.max(count, 1) }, () => undefined);
  const stale = first === 'stale';
  let value = stale ? NaN : (parseFloatText(first.replaceAll('_', '')) ?? NaN);
  const change = step === undefined ? 0 : (parseFloatText(`${sign ?? ''}${step}`) ?? NaN);
  const values: SequenceValue[] = [];
  // A repetition adds to the value that is written out: `1x2` stands for three values.
  for (let index = 0; index <= count; index += 1) {
    values.push({ value, stale });
    value += change;
  }
  return values;
}

/** Reads `metric{label="x"} 1 2 3+1x5 _ stale`. Throws an `Error` that says what is wrong. */
export function parseSeriesLine(line: string): SeriesLine {
  const [name = ''] = NAME.exec(line) ?? [];
  const rest = line.slice(name.length).trim();
  const items = rest.match(/(?:\{\{[^]*?\}\}|\S)+/g) ?? [];
  return { labels: labelsOf(name.trim()), values: items.flatMap(itemValues) };
}
