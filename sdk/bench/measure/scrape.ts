import { setTimeout as sleep } from 'node:timers/promises';
import { reservePorts, startService, type Service } from '../machine/service.ts';
import type { Variant } from '../variants.ts';
import { scrape, type Format } from './prometheus.ts';
import type { Bench } from './figures.ts';

const ROUTES = 2000;
const IDLE_PROBE_MS = 300;

export interface ScrapeFigures {
  readonly variant: Variant;
  readonly format: Format;
  /** Series of the request duration histogram in the answer, and all series. */
  readonly histogramSeries: number;
  readonly series: number;
  readonly bytes: number;
  readonly durationMs: number[];
  /** Longest block of the main thread during each scrape. */
  readonly blockMs: number[];
  /** The longest stretch of CPU time between two turns: what no neighbour can lengthen. */
  readonly blockCpuMs: number[];
  /** As `blockMs`, without a scrape: what the machine and the service do anyway. */
  readonly idleBlockMs: number[];
}

/** Scrapes services whose request histogram has 34,000 series: 2,000 routes of 17 series. */
export async function measureScrape(
  bench: Bench,
  variants: readonly Variant[],
): Promise<ScrapeFigures[]> {
  const figures: ScrapeFigures[] = [];
  for (const variant of variants) {
    const name = variant.checks.histogram;
    if (name === undefined) continue;
    bench.progress(`scrape: filling ${variant.name} with ${ROUTES} routes`);
    const ports = await reservePorts();
    await bench.sink.open(ports.otlp);
    const { packages, logs } = bench;
    const setting = { variant, framework: 'fastify', packages, logs, extraRoutes: ROUTES } as const;
    const service = await startService(setting, ports);
    try {
      const paths = Array.from({ length: ROUTES }, (_, index) => `/r${index}/7`);
      await bench.load.visit(ports.service, paths);
      const formats: Format[] = variant.name === 'sightline' ? ['text', 'openmetrics'] : ['text'];
      for (const format of formats) {
        bench.progress(`scrape: ${variant.name}, ${format}`);
        figures.push(await measureOne(bench, service, name, format));
      }
    } finally {
      await service.child.stop('SIGKILL');
    }
  }
  return figures;
}

async function measureOne(
  bench: Bench,
  service: Service,
  histogram: string,
  format: Format,
): Promise<ScrapeFigures> {
  const port = service.ports.metrics;
  // The first scrape compiles the renderer and is not counted, as for requests.
  const first = await scrape(port, format);
  const lines = first.body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const figures: ScrapeFigures = {
    variant: service.variant,
    format,
    histogramSeries: lines.filter((line) => line.startsWith(`${histogram}_`)).length,
    series: lines.length,
    bytes: first.bytes,
    durationMs: [],
    blockMs: [],
    blockCpuMs: [],
    idleBlockMs: [],
  };
  for (let turn = 0; turn < bench.plan.scrapes; turn++) {
    const idle = await longestBlock(service, () => sleep(IDLE_PROBE_MS));
    figures.idleBlockMs.push(idle.longestMs);
    const block = await longestBlock(service, async () => {
      figures.durationMs.push((await scrape(port, format)).durationMs);
    });
    figures.blockMs.push(block.longestMs);
    figures.blockCpuMs.push(block.longestCpuMs);
  }
  return figures;
}

interface Block {
  readonly longestMs: number;
  readonly longestCpuMs: number;
}

async function longestBlock(service: Service, during: () => Promise<unknown>): Promise<Block> {
  await service.child.call('probeStart');
  await during();
  return service.child.call<Block>('probeStop');
}
