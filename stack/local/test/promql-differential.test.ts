import { afterAll, beforeAll, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import {
  prometheusOrSkip,
  startPrometheus,
  type RunningPrometheus,
} from '../../../scripts/real-parts/prometheus.ts';
import { PromqlEngine } from '../src/promql/index.ts';
import { askPrometheus, type TimedQuery } from './promql/api.ts';
import { difference } from './promql/difference.ts';
import { mutated, QueryGenerator } from './promql/generated-queries.ts';
import { listedQueries } from './promql/listed-queries.ts';
import { askOurs } from './promql/ours.ts';
import { Random } from './promql/random.ts';
import { remoteWrite } from './promql/remote-write.ts';
import { FIRST_MS, LAST_MS, makeSamples } from './promql/samples.ts';

/** Another seed finds other mistakes: `PROMQL_SEED=7`. */
const SEED = Number(process.env['PROMQL_SEED'] ?? 20_261_123);
const GENERATED = 1400;
const MUTATED = 500;
const AT_ONCE = 4;

const FLAGS = [
  '--web.enable-remote-write-receiver',
  '--enable-feature=promql-experimental-functions',
];

const binary = await prometheusOrSkip();
let server: RunningPrometheus | undefined;
const table = makeSamples(new Random(SEED));
const engine = new PromqlEngine(table);

beforeAll(async () => {
  if (isMissing(binary)) return;
  server = await startPrometheus(binary, { flags: FLAGS });
  await remoteWrite(server.url, table.all);
}, 60_000);

afterAll(async () => server?.stop());

function timed(random: Random, query: string): TimedQuery[] {
  const timeMs = FIRST_MS + random.below(LAST_MS - FIRST_MS);
  const startMs = FIRST_MS + random.below(20) * 60_000 - 60_000;
  const stepMs = random.pick([7000, 15_000, 60_000, 100_000]);
  const endMs = startMs + stepMs * random.below(30) + random.below(2) * 3000;
  return [
    { query, timeMs },
    { query, startMs, endMs, stepMs },
  ];
}

/** Asks both sides everything, and tells where they differ. */
async function differences(queries: readonly TimedQuery[]): Promise<string[]> {
  const found: string[] = [];
  const pending = queries.values();
  const url = server?.url ?? '';
  const worker = async (): Promise<void> => {
    for (const asked of pending) {
      const theirs = await askPrometheus(url, asked);
      const problem = difference(askOurs(engine, asked), theirs);
      if (problem !== undefined) found.push(`${JSON.stringify(asked)}\n  ${problem}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}

async function expectSame(queries: readonly TimedQuery[]): Promise<void> {
  const found = await differences(queries);
  const report = [
    `seed ${SEED}: ${found.length} of ${queries.length} differ`,
    ...found.slice(0, 40),
  ];
  expect(found.length, report.join('\n')).toBe(0);
}

test.skipIf(isMissing(binary))(
  'listed queries have the answers of Prometheus',
  async () => {
    const random = new Random(SEED + 1);
    const queries = listedQueries().flatMap((query) => timed(random, query));
    expect(queries.length).toBeGreaterThan(1500);
    await expectSame(queries);
  },
  60_000,
);

test.skipIf(isMissing(binary))(
  'generated queries have the answers of Prometheus',
  async () => {
    const random = new Random(SEED + 2);
    const generator = new QueryGenerator(random);
    const queries = Array.from({ length: GENERATED }, () => timed(random, generator.next()));
    await expectSame(queries.flat());
  },
  60_000,
);

test.skipIf(isMissing(binary))(
  'broken queries are refused where Prometheus refuses',
  async () => {
    const random = new Random(SEED + 3);
    const generator = new QueryGenerator(random);
    const queries = Array.from({ length: MUTATED }, () => mutated(random, generator.next()));
    await expectSame(queries.map((query) => ({ query, timeMs: FIRST_MS + 900_000 })));
  },
  60_000,
);
