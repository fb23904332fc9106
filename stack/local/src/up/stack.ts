import { randomBytes } from 'node:crypto';
import {
  createLocalServer,
  Guard,
  Live,
  Page,
  prometheusHandler,
  selfMetrics,
  transferHandler,
  type ApiSources,
  type Transfer,
} from '../api/index.ts';
import { bulkHandler, IngestCounters, OtlpTaker } from '../ingest/index.ts';
import { PromqlEngine } from '../promql/index.ts';
import { exportLines, loadStream, nothingLoaded, type MemoryStore } from '../store/index.ts';
import type { WireAbout } from '../wire/index.ts';
import { Children } from './children.ts';
import { Forwarder } from './forward.ts';
import { announce } from './instances.ts';
import { openKeeping } from './keeping.ts';
import { closeServer, listen } from './listening.ts';
import { metricsOf } from './metrics.ts';
import { StartError, type StackOptions } from './options.ts';
import { isLoopback } from './ports.ts';
import { UI_FOLDER, VERSION } from './package.ts';
import { startScraping } from './scraping.ts';
import { ForwardingTaker } from './taker.ts';
import { endpointsOf, openWires } from './wires.ts';

/** A running local stack. */
export interface Stack {
  readonly endpoints: WireAbout['endpoints'];
  /** The token that callers need, when it listens beyond loopback. */
  readonly token: string | undefined;
  readonly children: Children;
  /** Ends everything, last started first; resolves when no port and no file is held. */
  close(): Promise<void>;
}

/** Starts the stack. Rejects with StartError when something that was asked for cannot be had. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const ends: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return await start(options, ends, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: StackOptions,
  ends: (() => unknown)[],
  close: () => Promise<void>,
): Promise<Stack> {
  const { host, onNotice } = options;
  const startedMs = Date.now();
  const loopbackOnly = isLoopback(host);
  const token = options.token ?? (loopbackOnly ? undefined : randomBytes(24).toString('base64url'));

  const keeping = await openKeeping(options);
  ends.push(() => keeping.close());
  const { store } = keeping;
  const counters = new IngestCounters();
  const into = { store, counters };
  const forwarder = options.forwardUrl === undefined ? undefined : newForwarder(options.forwardUrl);
  const taker =
    forwarder === undefined ? new OtlpTaker(into) : new ForwardingTaker(into, forwarder);

  const { ports, otlpHttp } = await openWires(options, taker, token, ends);
  const scraping = await startScraping(into, options.configFile, onNotice);
  ends.push(() => scraping.close());
  const endpoints = endpointsOf(host, ports);
  const children = new Children({ into, endpoints, token, scraping, onNotice });
  ends.push(() => children.stop());

  const about = (): WireAbout => ({
    version: VERSION,
    startedMs,
    children: children.list(),
    endpoints,
    sendCommand: 'npx sightline up -- node app.js',
    forward: forwarder?.url ?? null,
  });
  const engine = new PromqlEngine(store.metrics);
  const sources: ApiSources = { store, metrics: metricsOf(engine), about, folder: keeping.folder };
  const live = new Live(store);
  ends.push(() => live.close());
  const page = createLocalServer({
    sources,
    guard: new Guard({ token, loopbackOnly }),
    live,
    page: new Page(UI_FOLDER),
    prometheus: prometheusHandler({
      store: store.metrics,
      engine,
      targets: scraping.scraper,
      version: VERSION,
      startedMs,
    }),
    transfer: transferHandler(transferOf(store)),
    ingest: [otlpHttp, bulkHandler(into)],
    selfMetrics: () => selfMetrics(store, counters.snapshot(), keeping.journal?.leftOut ?? 0),
  });
  await listen(page, ports.page, host, '--port');
  ends.push(() => closeServer(page));
  scraping.scraper.addTarget({
    url: `${endpoints.page}/metrics`,
    job: 'sightline-local',
    labels: { service_name: 'sightline-local' },
  });
  if (options.announced !== false) {
    const { pid } = process;
    ends.push(announce({ pid, url: endpoints.page, token: token ?? null, startedMs }));
  }
  return { endpoints, token, children, close };
}

function transferOf(store: MemoryStore): Transfer {
  return {
    exportLines: (range) => exportLines(store, range),
    async load(stream) {
      const loaded = nothingLoaded();
      await loadStream(store, stream, loaded);
      return loaded;
    },
  };
}

function newForwarder(url: string): Forwarder {
  try {
    return new Forwarder(url);
  } catch (error) {
    throw new StartError((error as Error).message, { cause: error });
  }
}
