import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepared, type Missing } from './cache.ts';
import { findGo, goBuild } from './go.ts';
import { orMissing, orSkip, present } from './part.ts';
import { freePort, RunningServer } from './process.ts';

/** Prometheus 3.16, as Go's module versions count it. */
const VERSION = 'v0.316.0';
const MODULE = 'github.com/prometheus/prometheus';
/** Without these, every service discovery there is gets built too, which takes for ever. */
const TAGS = ['remove_all_sd', 'enable_dns_sd', 'enable_kubernetes_sd'];
const READY_WITHIN_MS = 30_000;

export interface PrometheusBinary {
  readonly prometheus: string;
  readonly promtool: string;
}

/** Prometheus and promtool, built when they are not in the cache yet. */
export async function prometheusBinary(): Promise<PrometheusBinary | Missing> {
  return orMissing('Prometheus', async () => {
    const home = await prepared(`prometheus-${VERSION}`, async (folder) => {
      const go = present(await findGo(folder));
      await goBuild(go, {
        folder,
        packages: [`${MODULE}/cmd/prometheus`, `${MODULE}/cmd/promtool`],
        version: VERSION,
        tags: TAGS,
      });
    });
    return {
      prometheus: join(home, 'bin', 'prometheus'),
      promtool: join(home, 'bin', 'promtool'),
    };
  });
}

export interface StartOptions {
  /** Text of its configuration file. Default: nothing to scrape. */
  readonly configuration?: string;
  /** Further command line flags. */
  readonly flags?: readonly string[];
}

/** A Prometheus on a free port of the loopback interface, with a store of its own. */
export interface RunningPrometheus {
  readonly url: string;
  /** The end of what it printed. */
  output(): string;
  /** Ends the process and removes its store. */
  stop(): Promise<void>;
}

export async function startPrometheus(
  binary: PrometheusBinary,
  { configuration = 'global: {}\n', flags = [] }: StartOptions = {},
): Promise<RunningPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-prometheus-'));
  await writeFile(join(folder, 'prometheus.yml'), configuration);
  const address = `127.0.0.1:${await freePort()}`;
  const args = [
    '--config.file=prometheus.yml',
    '--storage.tsdb.path=data',
    `--web.listen-address=${address}`,
    ...flags,
  ];
  const server = new RunningServer(binary.prometheus, args, { cwd: folder });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://${address}`;
  try {
    await server.ready(`${url}/-/ready`, READY_WITHIN_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, output: () => server.output, stop };
}

/** The part, or why a test without it is skipped. */
export async function prometheusOrSkip(): Promise<PrometheusBinary | Missing> {
  return orSkip(await prometheusBinary());
}
