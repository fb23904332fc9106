import type { ChartData, Line, Mark } from '../charts/series.ts';
import { promNumber, type PromExemplars, type PromLabels, type PromMatrix } from './prometheus.ts';

/** `name{a="b"}` as Prometheus writes it. */
export function seriesName(labels: PromLabels): string {
  const { __name__: name = '', ...rest } = labels;
  const pairs = Object.entries(rest).map(([key, value]) => `${key}="${value}"`);
  return pairs.length === 0 && name !== '' ? name : `${name}{${pairs.join(', ')}}`;
}

const DASHES: readonly (readonly number[] | undefined)[] = [
  undefined,
  [6, 3],
  [2, 3],
  [8, 3, 2, 3],
];

/** A look of its own for the line at `index`: eight hues, then the same hues in dashes. */
export function lineStyle(index: number): Pick<Line, 'colour' | 'dash'> {
  const dash = DASHES[Math.floor(index / 8) % DASHES.length];
  return { colour: `--hue-${index % 8}`, ...(dash === undefined ? {} : { dash }) };
}

export interface Named {
  readonly label: string;
  readonly style?: Pick<Line, 'colour' | 'dash' | 'fill'>;
}

/** Two lines as one; where only one has a value, that counts. */
function summed(a: Line, b: Line): Line {
  const values = a.values.map((value, at) => {
    const other = b.values[at] ?? null;
    return value === null || other === null ? (value ?? other) : value + other;
  });
  return { ...a, values };
}

/** Lines of the same name are one line. */
function joined(lines: readonly Line[]): readonly Line[] {
  const byLabel = new Map<string, Line>();
  for (const line of lines) {
    const known = byLabel.get(line.label);
    byLabel.set(line.label, known === undefined ? line : summed(known, line));
  }
  return [...byLabel.values()];
}

/** The answer of a range query as lines over one row of times; gaps are null. */
export function chartData(
  matrix: PromMatrix,
  start: number,
  end: number,
  step: number,
  name: (labels: PromLabels) => Named = (labels) => ({ label: seriesName(labels) }),
): ChartData {
  const count = Math.floor((end - start) / step + 1e-6) + 1;
  const timesMs = Array.from({ length: count }, (_, at) => (start + at * step) * 1000);
  const lines = matrix.result.map(({ metric, values }, index) => {
    const row = Array.from<number | null>({ length: count }).fill(null);
    for (const [seconds, text] of values) {
      const value = promNumber(text);
      const at = Math.round((seconds - start) / step);
      if (at >= 0 && at < count) row[at] = Number.isFinite(value) ? value : null;
    }
    const { label, style = lineStyle(index) } = name(metric);
    return { label, values: row, ...style };
  });
  return { timesMs, lines: joined(lines) };
}

/** Exemplars as points that lead to their traces; those without a trace lead nowhere. */
export function marksOf(exemplars: PromExemplars, factor = 1): readonly Mark[] {
  return exemplars.flatMap(({ seriesLabels, exemplars: found }) =>
    found.flatMap(({ labels, value, timestamp }) => {
      const traceId = labels['trace_id'];
      if (traceId === undefined) return [];
      const { http_request_method: method = '', http_route: route = '' } = seriesLabels;
      const status = seriesLabels['http_response_status_code'] ?? '';
      const note = `${method} ${route} ${status}`.trim();
      const mark: Mark = {
        traceId,
        note,
        spanId: labels['span_id'] ?? '',
        timeMs: timestamp * 1000,
        value: promNumber(value) * factor,
      };
      return [mark];
    }),
  );
}
