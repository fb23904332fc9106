import type { Table } from '../../bench/report/table.ts';
import { runFixture, type Fixture } from '../support/fixture.ts';
import { SMALL_HEAP, survivesFuzz } from '../support/fuzz.ts';
import { appFile, said } from './apps.ts';
import { Many, type Figures } from './many.ts';
import { answerOf, LARGE, LINE_PATIENCE_MS, megabytes, type Cost } from './raw.ts';

const URLS = { bare: 400_000, express: 300_000, fastify: 300_000 };
const LABEL_VALUES = 1_000_000;
const FUZZ_CASES = 100_000;
const FUZZ_SEED = 7;
const PATIENCE_MS = 120_000;
const CALLS_TIMEOUT_MS = 800_000;

const ms = (value: number): string => value.toFixed(0);

async function withFixture<Result>(
  file: string,
  nodeArgs: readonly string[],
  use: (fixture: Fixture) => Promise<Result>,
): Promise<Result> {
  const fixture = await runFixture({ file, nodeArgs });
  try {
    return await use(fixture);
  } finally {
    await fixture.dispose();
  }
}

/** One line of 100 MB, in all the shapes that it may have. */
async function largeLines(): Promise<Table> {
  const costs = await withFixture(appFile('large-app.mjs'), ['--expose-gc'], async (fixture) => {
    fixture.child.tell('log');
    return said<(Cost & { readonly threw: string })[]>(fixture, 'costs', PATIENCE_MS);
  });
  const rows: string[][] = [];
  for (const { name, heldMs, extraBytes, threw } of costs) {
    const outcome = threw === '' ? 'cut and marked' : `throws ${threw}`;
    rows.push([name, 'sightline', ms(heldMs), megabytes(extraBytes), outcome]);
    if (!LARGE.includes(name)) continue;
    const raw = await answerOf<readonly Cost[]>(
      'large-pino.mjs',
      'costs',
      [name],
      LINE_PATIENCE_MS,
    );
    const [cost] = typeof raw === 'string' ? [] : raw;
    rows.push(
      cost === undefined
        ? [name, 'pino', '-', '-', String(raw)]
        : [name, 'pino', ms(cost.heldMs), megabytes(cost.extraBytes), 'written whole'],
    );
  }
  return {
    title: 'Input: a log line of 100 MB',
    columns: ['as', 'subject', 'loop held ms', 'memory more', 'outcome'],
    rows,
    notes: [
      '_Memory more_: beside the value itself. Values that V8 has yet to join into one text cost ' +
        'their 100 MB once. pino is given 30 s for a line.',
    ],
  };
}

/** Objects whose getters throw, proxies, cycles, BigInts, 10,000 keys, names like `__proto__`. */
async function values(): Promise<Table> {
  interface Result {
    readonly threw: readonly string[];
    readonly cases: number;
    readonly slowest: { readonly ms: number };
    readonly polluted: boolean;
  }
  const [result, broken] = await withFixture(appFile('values-app.mjs'), [], async (fixture) => {
    const told = await said<Result>(fixture, 'result', PATIENCE_MS);
    return [told, fixture.otherLines().length] as const;
  });
  type Counts = Readonly<Record<'calls' | 'threw' | 'noJson' | 'noText' | 'polluted', number>>;
  const raw = await answerOf<Counts>('values-pino.mjs', 'counts');
  const rows = [
    [
      'sightline',
      String(result.cases),
      String(result.threw.length),
      String(broken),
      '0',
      result.polluted ? 'yes' : 'no',
      ms(result.slowest.ms),
    ],
  ];
  if (typeof raw !== 'string') {
    const { calls, threw, noJson, noText, polluted } = raw;
    const counts = [calls, threw, noJson, noText].map(String);
    rows.push(['pino', ...counts, polluted > 0 ? 'yes' : 'no', '-']);
  }
  return {
    title: 'Input: hostile objects',
    columns: ['subject', 'calls', 'thrown', 'no JSON', 'no text', 'polluted', 'slowest ms'],
    rows,
    notes: [
      '_Thrown_: into the application. _No JSON_: lines that no parser takes. _No text_: lines ' +
        'whose message is none. Two values keep pino busy without end; it was spared them.',
    ],
  };
}

/** A million random URLs, error names and hosts, under the default cap of 2,000 label sets. */
async function labels(): Promise<Table> {
  const many = await Many.start(2000, {
    SIGHTLINE_LOG_LEVEL: 'silent',
    OTEL_TRACES_EXPORTER: 'none',
  });
  const all: Figures[] = [];
  try {
    all.push(await many.visit('bare', '/', URLS.bare));
    all.push(await many.visit('express', '/items/', URLS.express));
    all.push(await many.visit('fastify', '/files/', URLS.fastify));
    all.push(await many.fail(LABEL_VALUES));
    all.push(await many.call(LABEL_VALUES, CALLS_TIMEOUT_MS));
  } finally {
    await many.fixture.dispose();
  }
  const rows = all.map(({ what, count, pageBytes, grownBytes }) => [
    what,
    'sightline',
    count.toLocaleString('en'),
    megabytes(pageBytes),
    megabytes(grownBytes),
    '-',
  ]);
  type Series = Readonly<Record<'count' | 'grownBytes' | 'pageBytes' | 'heldMs', number>>;
  const raw = await answerOf<Series>('series-prom-client.mjs', 'series');
  if (typeof raw !== 'string') {
    const { count, pageBytes, grownBytes, heldMs } = raw;
    const sizes = [megabytes(pageBytes), megabytes(grownBytes), ms(heldMs)];
    rows.push(['random label values', 'prom-client', count.toLocaleString('en'), ...sizes]);
  }
  return {
    title: 'Input: random URLs and label values',
    columns: ['what', 'subject', 'count', 'page', 'memory more', 'loop held ms'],
    rows,
    notes: [
      '_Loop held_: by the rendering of one page; the SDK gives the loop its turns every 3 ms.',
    ],
  };
}

async function malformed(): Promise<Table> {
  const report = await withFixture('express5.mjs', SMALL_HEAP, (fixture) =>
    survivesFuzz(fixture, FUZZ_CASES, FUZZ_SEED, () => undefined),
  );
  const answers = Object.entries(report.statuses).map(([status, count]) => `${count} × ${status}`);
  return {
    title: 'Input: malformed requests to the admin server',
    columns: ['requests', 'seconds', 'memory more', 'answers', 'problems'],
    rows: [
      [
        report.sent.toLocaleString('en'),
        ms(report.seconds),
        megabytes(report.grownBytes),
        answers.join(', '),
        String(report.problems.length),
      ],
    ],
    notes: ['`npm run fuzz` sends a million, and hands a million random values to the logger.'],
  };
}

/** What an application and its clients may hand over, beside what the raw parts make of it. */
export async function inputTables(): Promise<Table[]> {
  return [await largeLines(), await values(), await labels(), await malformed()];
}
