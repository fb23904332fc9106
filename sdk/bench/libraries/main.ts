// `npm run bench -- --libraries`: what a call of a database, cache or remote procedure costs more
// when it is observed, beside OpenTelemetry's instrumentation of the same library.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { startPostgres } from '../../../scripts/real-parts/postgres.ts';
import { startRedis } from '../../../scripts/real-parts/redis.ts';
import { Child } from '../machine/child.ts';
import { SERVER_CORE, pinSelf, taskset } from '../machine/pin.ts';
import { freePorts } from '../machine/ports.ts';
import { peersFolder } from '../peers.ts';
import { toText } from '../report/table.ts';
import { Sink } from '../sink/sink.ts';
import { pageOf, rowsOf, tableOf } from './page.ts';

const CALLS = fileURLToPath(new URL('calls.cjs', import.meta.url));
const PROTO = fileURLToPath(
  new URL('../../../examples/shop/src/contracts/shop.proto', import.meta.url),
);
const PAGE = fileURLToPath(new URL('../../../docs/benchmarks-libraries.md', import.meta.url));
const REGISTER = fileURLToPath(new URL('../../dist/cjs/register.js', import.meta.url));
const ROUNDS = 7;
const WARM_UP = 20_000;
const COUNT = 10_000;

interface Variant {
  readonly name: string;
  readonly preload: string | undefined;
}

interface Running {
  readonly variant: Variant;
  readonly child: Child;
  readonly otlpPort: number;
  readonly samples: number[];
}

/** What each library talks to; undefined = itself. */
const SERVERS = {
  pg: startPostgres,
  redis: startRedis,
  ioredis: startRedis,
  '@grpc/grpc-js': undefined,
} as const;
type LibraryName = keyof typeof SERVERS;

async function start(
  variant: Variant,
  library: LibraryName,
  serverPort: number,
  sink: Sink,
): Promise<Running> {
  const [otlpPort = 0] = await freePorts(1);
  await sink.open(otlpPort);
  const preload = variant.preload === undefined ? [] : ['--require', variant.preload];
  const [command, ...args] = taskset(SERVER_CORE, process.execPath, [...preload, CALLS, library]);
  const child = new Child(
    `${library}, ${variant.name}`,
    spawn(command, args, {
      stdio: ['ignore', 'ignore', process.env['BENCH_DEBUG'] ? 'inherit' : 'ignore', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        BENCH_SERVER_PORT: String(serverPort),
        BENCH_PROTO: PROTO,
        OTEL_SERVICE_NAME: 'bench',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${otlpPort}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_METRICS_EXPORTER: variant.name === 'otel' ? 'otlp' : 'prometheus',
        OTEL_LOGS_EXPORTER: 'none',
        OTEL_BSP_SCHEDULE_DELAY: '500',
        OTEL_BSP_MAX_QUEUE_SIZE: '40000',
        SIGHTLINE_ADMIN_PORT: '0',
      },
    }),
  );
  await child.message('ready');
  return { variant, child, otlpPort, samples: [] };
}

async function measure(library: LibraryName, variants: readonly Variant[], sink: Sink) {
  const server = await SERVERS[library]?.();
  if (server !== undefined && isMissing(server)) throw new Error(server.missing);
  const running: Running[] = [];
  try {
    for (const variant of variants) {
      running.push(await start(variant, library, server?.port ?? 0, sink));
    }
    for (const { child } of running) await child.call('run', { count: WARM_UP });
    for (let round = 0; round < ROUNDS; round += 1) {
      // In turn, and each round in another order, so that the machine's moods meet all alike.
      for (const one of rotated(running, round)) {
        const { cpuUs } = await one.child.call<{ cpuUs: number }>('run', { count: COUNT });
        one.samples.push(cpuUs);
      }
    }
    const calls = WARM_UP + ROUNDS * COUNT;
    return await Promise.all(
      running.map(async ({ variant, samples, otlpPort }) => ({
        variant: variant.name,
        samples: samples.toSorted((a, b) => a - b),
        spansPerCall: (await sink.read(otlpPort)).spans / calls,
      })),
    );
  } finally {
    for (const { child } of running) await child.stop('SIGKILL');
    await server?.stop();
  }
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

async function main(): Promise<void> {
  pinSelf();
  const otel = '@opentelemetry/auto-instrumentations-node/register';
  const peers = peersFolder((line) => console.error(line));
  const variants: Variant[] = [
    { name: 'bare', preload: undefined },
    { name: 'sightline', preload: REGISTER },
    { name: 'otel', preload: createRequire(`${peers}/package.json`).resolve(otel) },
  ];
  const sink = new Sink();
  const rows: string[][] = [];
  try {
    for (const library of Object.keys(SERVERS) as LibraryName[]) {
      console.error(`${library} ...`);
      const found = await measure(library, variants, sink);
      rows.push(...rowsOf(library, found));
    }
  } finally {
    await sink.stop();
  }
  const table = tableOf(rows);
  console.log(toText(table));
  writeFileSync(PAGE, pageOf(table, { warmUp: WARM_UP, rounds: ROUNDS, count: COUNT }));
}

await main();
