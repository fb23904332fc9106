// `npm run bench -- --local`: what the local stack takes, holds and answers.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../../sdk/bench/machine/describe.ts';
import { ROOT } from '../test/support/command.ts';
import { benchCaps } from './caps.ts';
import { benchFirstPage } from './first-page.ts';
import { benchIngest } from './ingest.ts';
import { benchPageOpen } from './page-open.ts';
import { benchPromql, type PromqlFigure } from './promql.ts';
import { renderPage, type Row } from './report.ts';

const SERVICE = fileURLToPath(new URL('../test/support/service.mjs', import.meta.url));
const PARTS = ['ingest', 'promql', 'caps', 'open', 'start'] as const;
type Part = (typeof PARTS)[number];

const show = (text: string): void => void process.stderr.write(`${text}\n`);
const whole = (value: number): string => Math.round(value).toLocaleString('en');
const millis = ({ medianMs, p95Ms }: PromqlFigure): string =>
  `${p95Ms.toFixed(1)} ms (median ${medianMs.toFixed(1)})`;

const MEASURES: Readonly<Record<Part, () => Promise<Row[]>>> = {
  async ingest() {
    const goals: Readonly<Record<string, [string, string]>> = {
      'otlp-grpc': ['OTLP gRPC, spans of 400 bytes per second of one core', '≥ 50,000'],
      bulk: ['`_bulk`, log lines of 0.9 kB per second of one core', '≥ 60,000'],
      scrape: ['scraped samples per second of one core', ''],
    };
    return (await benchIngest()).map(({ wire, perCoreSecond, perSecond }) => {
      const [what = wire, goal = ''] = goals[wire] ?? [];
      return {
        what,
        goal,
        figure: `${whole(perCoreSecond)} (sent and taken: ${whole(perSecond)}/s)`,
      };
    });
  },
  async promql() {
    const { ours, prometheus } = await benchPromql();
    const theirs = typeof prometheus === 'string' ? `not here: ${prometheus}` : millis(prometheus);
    const query = 'range query, p95 over 5 min of 200 series, step 5 s, 95th percentile';
    return [
      { what: query, goal: '≤ 15 ms', figure: millis(ours) },
      { what: 'the same by a real Prometheus over HTTP', goal: '', figure: theirs },
    ];
  },
  async caps() {
    const { residentMegabytes, signals } = await benchCaps(show);
    const held = signals.map(({ signal, kept }) => `${whole(kept)} ${signal}`).join(', ');
    const figure = `${whole(residentMegabytes)} MB (${held})`;
    return [{ what: 'resident memory at all bounds', goal: '≤ 450 MB', figure }];
  },
  async open() {
    const opened = await benchPageOpen(SERVICE);
    const figure =
      opened === undefined
        ? 'no browser here'
        : `${whole(opened.medianMs)} ms (slowest ${whole(opened.maxMs)})`;
    return [{ what: 'opening the page, to its first data, nothing cached', goal: '≤ 1 s', figure }];
  },
  async start() {
    const { cloneSeconds, againSeconds } = await benchFirstPage(show);
    const first = `${cloneSeconds.toFixed(0)} s`;
    return [
      { what: '`npm start` in a fresh clone, to a page with data', goal: '≤ 60 s', figure: first },
      { what: 'the same again', goal: '', figure: `${againSeconds.toFixed(1)} s` },
    ];
  },
};

const { values } = parseArgs({
  options: { parts: { type: 'string' }, 'no-write': { type: 'boolean', default: false } },
});
const parts = PARTS.filter((part) => values.parts?.split(',').includes(part) ?? true);
const rows: Row[] = [];
for (const part of parts) {
  show(`local stack: ${part}`);
  rows.push(...(await MEASURES[part]()));
}
for (const { what, goal, figure } of rows) console.log(`${what}: ${figure} ${goal}`);
if (parts.length === PARTS.length && !values['no-write']) {
  writeFileSync(join(ROOT, 'docs/benchmarks-local.md'), renderPage(describeMachine(), rows));
  console.log('\nWritten to docs/benchmarks-local.md');
}
