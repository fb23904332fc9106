import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { prometheusBinary, startPrometheus } from '../../../scripts/real-parts/prometheus.ts';
import { PromqlEngine } from '../src/promql/index.ts';
import { SampleTable, type Sample } from '../src/promql/promqltest/source.ts';
import { askPrometheus } from '../test/promql/api.ts';
import { remoteWrite } from '../test/promql/remote-write.ts';

const FIRST_MS = 1_700_000_000_000;
const SCRAPE_MS = 5000;
const SERIES = 200;
const SAMPLES = 120;
const RUNS = 200;
const QUERY = 'histogram_quantile(0.95, sum by (le) (rate(x_bucket[1m])))';
const ASKED = {
  query: QUERY,
  startMs: FIRST_MS + 240_000,
  endMs: FIRST_MS + 540_000,
  stepMs: 5000,
};

const BOUNDS = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '+Inf'];

/** 200 series of one classic histogram: 10 buckets on 20 routes, scraped every 5 seconds. */
function makeSamples(): SampleTable {
  const table = new SampleTable();
  for (let index = 0; index < SERIES; index += 1) {
    const bucket = index % BOUNDS.length;
    const route = `/route/${Math.floor(index / BOUNDS.length)}`;
    const samples: Sample[] = [];
    for (let scrape = 0; scrape < SAMPLES; scrape += 1) {
      const value = scrape * (bucket + 1) * 3 + ((scrape * 7) % 5);
      samples.push({ timeMs: FIRST_MS + scrape * SCRAPE_MS, value });
    }
    table.add({ __name__: 'x_bucket', le: BOUNDS[bucket] ?? '', route }, samples);
  }
  return table;
}

export interface PromqlFigure {
  readonly medianMs: number;
  readonly p95Ms: number;
}

async function measure(ask: () => unknown): Promise<PromqlFigure> {
  const timesMs: number[] = [];
  for (let round = 0; round < RUNS; round += 1) {
    const before = performance.now();
    await ask();
    timesMs.push(performance.now() - before);
  }
  timesMs.sort((a, b) => a - b);
  const at = (share: number): number => timesMs[Math.floor(timesMs.length * share)] ?? NaN;
  return { medianMs: at(0.5), p95Ms: at(0.95) };
}

export interface PromqlFigures {
  readonly ours: PromqlFigure;
  /** Over its HTTP API; or why there is none. */
  readonly prometheus: PromqlFigure | string;
}

/**
 * How long one query over five minutes of 200 series at a step of 5 seconds takes: in our engine,
 * and over the HTTP API of a real Prometheus when there is one.
 */
export async function benchPromql(): Promise<PromqlFigures> {
  const table = makeSamples();
  const engine = new PromqlEngine(table);
  const { query, startMs, endMs, stepMs } = ASKED;
  const ours = await measure(() => engine.range(query, startMs, endMs, stepMs));
  const binary = await prometheusBinary();
  if (isMissing(binary)) return { ours, prometheus: binary.missing };
  const server = await startPrometheus(binary, { flags: ['--web.enable-remote-write-receiver'] });
  try {
    await remoteWrite(server.url, table.all);
    return { ours, prometheus: await measure(() => askPrometheus(server.url, ASKED)) };
  } finally {
    await server.stop();
  }
}
