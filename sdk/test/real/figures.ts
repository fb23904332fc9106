import type { Tally } from './tally.ts';

export interface Run {
  readonly title: string;
  readonly emitted: number;
  readonly tally: Tally;
  /** From the first line or span to the last arrival. */
  readonly seconds: number;
  readonly outageSeconds: number;
  readonly peakRssMb: number;
}

const COLUMNS = [
  'against the real thing',
  'emitted',
  'delivered',
  'duplicated',
  'lost',
  'seconds',
  'of them outage',
  'peak RSS MB',
];

/** The runs of a file, as rows of a page. */
export class Figures {
  readonly #runs: Run[] = [];

  add(run: Run): void {
    this.#runs.push(run);
  }

  /** A Markdown table. What was stored again in another backing index stands behind a plus sign. */
  toString(): string {
    const head = [COLUMNS, COLUMNS.map((_name, at) => (at === 0 ? '---' : '---:'))];
    const rows = this.#runs.map(({ title, tally, ...run }) => [
      title,
      number(run.emitted),
      number(tally.delivered),
      tally.elsewhere > 0
        ? `${number(tally.twice)} + ${number(tally.elsewhere)}`
        : number(tally.twice),
      number(tally.missing.length),
      run.seconds.toFixed(0),
      run.outageSeconds.toFixed(0),
      run.peakRssMb.toFixed(0),
    ]);
    return [...head, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  }
}

function number(value: number): string {
  return value.toLocaleString('en');
}

/** Seconds since a moment of `performance.now`. */
export function secondsSince(atMs: number): number {
  return (performance.now() - atMs) / 1000;
}
