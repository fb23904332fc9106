// Runs a service under load for a while and watches its memory: it must level off. Ten minutes
// unless `--seconds=N` says otherwise. Ends with a closing line and exit code 1 when memory kept
// growing.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { Agent } from 'undici';

import { runFixture, type Fixture } from '../support/fixture.ts';

const { values: flags } = parseArgs({ options: { seconds: { type: 'string', default: '600' } } });
const SECONDS = Number(flags.seconds);
const CONNECTIONS = 16;
/** Growth of the second half over the first that still counts as level. */
const GROWTH_MAX = 1.25;
const SAMPLES = 40;
/** Requests of every kind: answered, failing, unknown, slow to read, with a body. */
const PATHS = ['/orders/1', '/api/acme/orders/2', '/fail', '/nowhere', '/log', '/span', '/stream'];

async function load(fixture: Fixture, until: number): Promise<number> {
  const agent = new Agent({ connections: CONNECTIONS });
  let requests = 0;
  const worker = async (seed: number): Promise<void> => {
    for (let at = seed; Date.now() < until; at += 1) {
      const path = PATHS[at % PATHS.length] ?? '/';
      const origin = `http://127.0.0.1:${fixture.port}`;
      const { body } = await agent.request({ origin, path, method: 'GET' });
      await body.dump();
      requests += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, seed) => worker(seed)));
  await agent.close();
  return requests;
}

/** Resident megabytes over time, as the service itself reports them. */
async function watch(fixture: Fixture, until: number): Promise<number[]> {
  const samples: number[] = [];
  while (Date.now() < until) {
    await sleep((SECONDS * 1000) / SAMPLES);
    const page = await fixture.scrape();
    samples.push((page.find('process_memory_usage_bytes')[0]?.value ?? 0) / 1e6);
    // The receiver of the test keeps what it got; the soak is about the service.
    fixture.otlp.clear();
  }
  return samples;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

const fixture = await runFixture({ file: 'express5.mjs', env: { SIGHTLINE_LOG_LEVEL: 'error' } });
const until = Date.now() + SECONDS * 1000;
const [requests, samples] = await Promise.all([load(fixture, until), watch(fixture, until)]);
await fixture.dispose();

// The first quarter is warm-up: compilation and the growth of the young generation.
const steady = samples.slice(Math.ceil(samples.length / 4));
const half = Math.ceil(steady.length / 2);
const first = median(steady.slice(0, half));
const second = median(steady.slice(half));
const level = second <= first * GROWTH_MAX;
const resident = `resident ${first.toFixed(0)} MB, then ${second.toFixed(0)} MB`;
console.log(`${requests} requests in ${SECONDS} s; ${resident}`);
console.log(level ? '1 passed, 0 failed' : '0 passed, 1 failed');
process.exitCode = level ? 0 : 1;
