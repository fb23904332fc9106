import type { MetricType } from '../../model/index.ts';
import { ExpositionError } from './exposition-error.ts';
import { unescaped } from './series-text.ts';

export type MetaLine =
  | { readonly what: 'type'; readonly metric: string; readonly type: MetricType }
  | { readonly what: 'help' | 'unit'; readonly metric: string; readonly text: string }
  | { readonly what: 'end' };

const META = /^#[ \t]+(HELP|TYPE|UNIT)[ \t]+("(?:[^"\\]|\\.)*"|[^ \t]+)(?:[ \t]+(.*))?$/s;

/** Types of both formats by what is kept of them. */
const TYPES: ReadonlyMap<string, MetricType> = new Map<string, MetricType>([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['gaugehistogram', 'histogram'],
  ['summary', 'summary'],
  ['info', 'info'],
  ['stateset', 'gauge'],
  ['unknown', 'unknown'],
  ['untyped', 'unknown'],
]);

/** A line that starts with `#`; undefined for a comment, which only the text format has. */
export function parseMetaLine(line: string, isOpenMetrics: boolean): MetaLine | undefined {
  if (isOpenMetrics && line === '# EOF') return { what: 'end' };
  const [, keyword, name = '', text = ''] = META.exec(line) ?? [];
  if (keyword === undefined) {
    if (isOpenMetrics)
      throw new ExpositionError(`${JSON.stringify(line)} is no HELP, TYPE or UNIT`);
    return undefined;
  }
  const metric = name.startsWith('"') ? unescaped(name.slice(1, -1)) : name;
  if (keyword === 'HELP') return { what: 'help', metric, text: unescaped(text) };
  if (keyword === 'UNIT') {
    if (!isOpenMetrics) return undefined;
    if (text === '' || metric.endsWith(`_${text}`)) return { what: 'unit', metric, text };
    throw new ExpositionError(`unit "${text}" is not how "${metric}" ends`);
  }
  const type = TYPES.get(text.trim());
  if (type === undefined) {
    const allowed = [...TYPES.keys()].join(', ');
    throw new ExpositionError(`type "${text}" of "${metric}" does not exist; allowed: ${allowed}`);
  }
  return { what: 'type', metric, type };
}
