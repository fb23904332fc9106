import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, credentials } from '@grpc/grpc-js';
import { bulkBody, exposition, spanBatch } from './ingest-data.ts';
import type { Question, Usage } from './ingest-server.ts';

/** How fast one wire is, end to end, and what an item costs the receiving process. */
export interface WireFigure {
  readonly wire: string;
  readonly items: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly cpuMicrosPerItem: number;
  /** What one core would take if it did nothing else. */
  readonly perCoreSecond: number;
  readonly residentMegabytes: number;
}

const SPANS_PER_BATCH = 512;
const LINES_PER_BODY = 1000;
const SERIES = 34_000;
const IN_FLIGHT = 4;
const WARM_UP_MS = 1500;
const SERVER = fileURLToPath(new URL('./ingest-server.ts', import.meta.url));
const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** Keeps a process on one core, where the system has `taskset`; else says false. */
function pin(pid: number, core: number): boolean {
  try {
    execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function ask(server: ChildProcess, question: Question): Promise<Usage> {
  server.send(question);
  const [usage] = (await once(server, 'message')) as [Usage];
  return usage;
}

/** Lets `send` run `IN_FLIGHT` times at once, for `durationMs` after the warm-up. */
async function measure(
  server: ChildProcess,
  wire: string,
  durationMs: number,
  send: () => Promise<void>,
): Promise<WireFigure> {
  const state = { isOver: false };
  const worker = async (): Promise<void> => {
    while (!state.isOver) await send();
  };
  const workers = Array.from({ length: IN_FLIGHT }, worker);
  await sleep(WARM_UP_MS);
  const figure = await figureOf(server, wire, durationMs);
  state.isOver = true;
  await Promise.all(workers);
  return figure;
}

async function figureOf(
  server: ChildProcess,
  wire: string,
  durationMs: number,
): Promise<WireFigure> {
  const before = await ask(server, { ask: 'usage' });
  const startMs = performance.now();
  await sleep(durationMs);
  const after = await ask(server, { ask: 'usage' });
  const seconds = (performance.now() - startMs) / 1000;
  const items = (after.accepted[wire] ?? 0) - (before.accepted[wire] ?? 0);
  if (after.refused > 0 || items === 0) throw new Error(`${wire}: refused ${after.refused} items`);
  const cpuMicrosPerItem = ((after.cpuMs - before.cpuMs) * 1000) / items;
  return {
    wire,
    items,
    seconds,
    perSecond: items / seconds,
    cpuMicrosPerItem,
    perCoreSecond: 1e6 / cpuMicrosPerItem,
    residentMegabytes: after.residentBytes / 2 ** 20,
  };
}

/** Spans per second over gRPC, in batches of 512 spans of about 400 bytes. */
export async function benchSpans(
  server: ChildProcess,
  grpcPort: number,
  durationMs: number,
): Promise<WireFigure> {
  const client = new Client(`127.0.0.1:${grpcPort}`, credentials.createInsecure());
  const batch = spanBatch(SPANS_PER_BATCH);
  const pass = (bytes: Buffer): Buffer => bytes;
  const figure = await measure(server, 'otlp-grpc', durationMs, () => {
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(EXPORT, pass, pass, batch, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  });
  client.close();
  return figure;
}

/** Log lines per second over `_bulk`, in bodies of 1000 lines of 0.9 kB. */
export async function benchBulk(
  server: ChildProcess,
  httpPort: number,
  durationMs: number,
): Promise<WireFigure> {
  const agent = new Agent({ keepAlive: true });
  // More bodies than ids are remembered, made before: the sender shall not be what is measured.
  const bodies = Array.from({ length: 250 }, (_, round) => bulkBody(LINES_PER_BODY, round));
  let round = 0;
  const figure = await measure(server, 'bulk', durationMs, () => {
    const body = bodies[round++ % bodies.length];
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/x-ndjson', 'content-length': body?.length };
      const options = { agent, method: 'POST', path: '/_bulk', port: httpPort, headers };
      const req = request(options, (res) => {
        res.resume();
        res.once('end', resolve);
      });
      req.once('error', reject);
      req.end(body);
    });
  });
  agent.destroy();
  return figure;
}

/** Samples per second of a target with 34,000 series that is scraped again and again. */
export async function benchScrape(server: ChildProcess, durationMs: number): Promise<WireFigure> {
  const bodies = Array.from({ length: 4 }, (_, round) => exposition(SERIES, round));
  let round = 0;
  const target = createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/openmetrics-text; version=1.0.0' });
    res.end(bodies[round++ % bodies.length]);
  });
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  const { port } = target.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/metrics`;
  server.send({ ask: 'scrape', url, intervalMs: 250 } satisfies Question);
  await sleep(WARM_UP_MS);
  const figure = await figureOf(server, 'scrape', durationMs);
  target.close();
  target.closeAllConnections();
  return figure;
}

/** All three, each against a receiving process of its own. */
export async function benchIngest(durationMs = 5000): Promise<readonly WireFigure[]> {
  pin(process.pid, 1);
  const figures: WireFigure[] = [];
  for (const wire of ['spans', 'bulk', 'scrape'] as const) {
    const server = fork(SERVER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const [ports] = (await once(server, 'message')) as [{ grpcPort: number; httpPort: number }];
    pin(server.pid ?? 0, 0);
    try {
      if (wire === 'spans') figures.push(await benchSpans(server, ports.grpcPort, durationMs));
      else if (wire === 'bulk') figures.push(await benchBulk(server, ports.httpPort, durationMs));
      else figures.push(await benchScrape(server, durationMs));
    } finally {
      server.send({ ask: 'end' } satisfies Question);
      await once(server, 'exit');
    }
  }
  return figures;
}
