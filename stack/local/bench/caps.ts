import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WireKept, WireKeptSignal } from '../src/wire/index.ts';
import { askJson, Place } from '../test/support/command.ts';
import { bulkBody, exposition, spanBatch } from './ingest-data.ts';

/** A running stack with everything that it may keep. */
export interface CapsFigure {
  readonly residentMegabytes: number;
  readonly signals: readonly WireKeptSignal[];
}

const SPANS = 210_000;
const SPANS_PER_BATCH = 512;
const LINES = 210_000;
const LINES_PER_BODY = 1000;
const SERIES = 34_000;
const SAMPLES_WAIT_MS = 150_000;

/** Fills a stack over its wires until every bound is reached, and asks what it holds. */
export async function benchCaps(show: (text: string) => void): Promise<CapsFigure> {
  const place = new Place();
  const target = await startTarget();
  try {
    const config = join(place.folder, 'prometheus.yml');
    writeFileSync(
      config,
      'scrape_configs:\n  - job_name: bench\n    scrape_interval: 500ms\n' +
        '    scrape_timeout: 500ms\n' +
        `    static_configs: [{ targets: ['127.0.0.1:${target.port}'] }]\n`,
    );
    const { page } = await place.up('--no-data', '--config', config);
    show('caps: spans');
    for (let sent = 0; sent < SPANS; sent += SPANS_PER_BATCH) {
      await post(`${page}/v1/traces`, 'application/x-protobuf', spanBatch(SPANS_PER_BATCH));
    }
    show('caps: log lines');
    for (let round = 0; round * LINES_PER_BODY < LINES; round++) {
      await post(`${page}/_bulk`, 'application/x-ndjson', bulkBody(LINES_PER_BODY, round));
    }
    const kept = await untilFull(page, show);
    return { residentMegabytes: kept.residentBytes / 2 ** 20, signals: kept.signals };
  } finally {
    target.close();
    await place.clean();
  }
}

async function post(url: string, type: string, body: Buffer): Promise<void> {
  const headers = { 'content-type': type };
  const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}

/** Series whose values are never whole and always change: the dearest to keep. */
async function startTarget(): Promise<{ port: number; close: () => void }> {
  let round = 0;
  const server = createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/openmetrics-text; version=1.0.0' });
    res.end(exposition(SERIES, ++round * 1.37));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { port, close };
}

async function untilFull(page: string, show: (text: string) => void): Promise<WireKept> {
  const end = Date.now() + SAMPLES_WAIT_MS;
  for (;;) {
    const kept = await askJson<WireKept>(`${page}/api/kept`);
    const samples = kept.signals.find(({ signal }) => signal === 'samples');
    show(`caps: ${samples?.kept ?? 0} samples, ${samples?.evicted ?? 0} let go`);
    if ((samples?.evicted ?? 0) > 0 || Date.now() > end) return kept;
    await sleep(1000);
  }
}
