import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, npm } from '../peers.ts';

const SDK = fileURLToPath(new URL('../..', import.meta.url));
const PEERS = new URL('../peers/package.json', import.meta.url);
/** Ships logs straight to Elasticsearch; measured with the SDK although it is optional. */
const ELASTICSEARCH = { 'pino-elasticsearch': '9.0.0' };
const BLOCK_BYTES = 512;

export interface InstallFigures {
  readonly name: string;
  readonly what: string;
  readonly bytes: number;
  readonly packages: number;
}

type Dependencies = Record<string, string>;

/** Disk use and packages of a production install of each, alone in a folder. */
export function measureInstall(progress: (text: string) => void): InstallFigures[] {
  const figures: InstallFigures[] = [];
  const add = (name: string, what: string, dependencies: Dependencies, seed: string) => {
    progress(`install: ${name}`);
    figures.push({ name, what, ...installed(dependencies, seed) });
  };
  const peers = (JSON.parse(readFileSync(PEERS, 'utf8')) as { dependencies: Dependencies })
    .dependencies;
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(peers).filter(([name]) => !names.includes(name)));
  const diy = without('express', 'fastify');
  add('diy', Object.keys(diy).join(', '), diy, '');
  const otel = without(
    'express',
    'fastify',
    'prom-client',
    '@opentelemetry/sdk-node',
    '@opentelemetry/exporter-trace-otlp-grpc',
  );
  add('otel', Object.keys(otel).join(', '), otel, '');
  const folder = mkdtempSync(join(tmpdir(), 'sightline-pack-'));
  try {
    npm(['pack', '--pack-destination', folder, '--ignore-scripts'], SDK);
    const tarball = join(folder, readdirSync(folder)[0] ?? '');
    const seed = createHash('sha256').update(readFileSync(tarball)).digest('hex');
    const ours = { sightline: `file:${tarball}`, ...ELASTICSEARCH };
    add('sightline', `sightline (packed), its peers, ${Object.keys(ELASTICSEARCH)[0]}`, ours, seed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return figures;
}

/** Installs into a new folder and measures it; what was measured before is remembered. */
function installed(dependencies: Dependencies, seed: string): { bytes: number; packages: number } {
  // A tarball's own path differs from run to run; its contents are the seed.
  const key =
    seed === '' ? JSON.stringify(dependencies) : `${seed}${JSON.stringify(ELASTICSEARCH)}`;
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const remembered = join(cacheFolder(), `installed-${hash}.json`);
  if (existsSync(remembered)) {
    return JSON.parse(readFileSync(remembered, 'utf8')) as { bytes: number; packages: number };
  }
  const folder = mkdtempSync(join(tmpdir(), 'sightline-install-'));
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    npm(['install', '--ignore-scripts', '--omit=dev'], folder);
    const modules = join(folder, 'node_modules');
    const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as {
      packages: object;
    };
    const result = {
      bytes: diskUse(modules),
      packages: Object.keys(lock.packages).length,
    };
    mkdirSync(cacheFolder(), { recursive: true });
    writeFileSync(remembered, JSON.stringify(result));
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes that a folder takes on disk, as `du` counts. */
function diskUse(path: string): number {
  const entry = lstatSync(path);
  // Some file systems do not say how many blocks a file takes.
  const own = entry.blocks > 0 ? entry.blocks * BLOCK_BYTES : entry.size;
  if (!entry.isDirectory()) return own;
  return readdirSync(path).reduce((sum, name) => sum + diskUse(join(path, name)), own);
}
