import { readFileSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';

/** A library that the service has, and how it is observed or why not. */
export interface Library {
  readonly name: string;
  readonly version: string | undefined;
  readonly observed: string;
}

const ROUTED = 'server requests with route templates';
const NO_ROUTES = 'server requests, without route templates: no adapter for this framework';
const BY_HTTP = 'outgoing requests, as those of node:http';
const BY_UNDICI = 'outgoing requests, as those of undici';
const NOT_YET = 'not observed: no adapter for this library';

/** How each library is seen; a function decides by major version. */
const OBSERVED: Record<string, string | ((major: number) => string)> = {
  express: (major) => (major >= 4 ? ROUTED : NO_ROUTES),
  fastify: (major) => (major >= 5 ? ROUTED : NO_ROUTES),
  koa: NO_ROUTES,
  hono: NO_ROUTES,
  '@nestjs/core': `${ROUTED} (through Express or Fastify)`,
  next: NO_ROUTES,
  pino: (major) =>
    major >= 10 ? 'lines get the ids of the request' : 'no ids: pino before 10 has no channel',
  'prom-client': 'its metrics appear on /metrics',
  undici: 'outgoing requests',
  axios: BY_HTTP,
  got: BY_HTTP,
  ky: BY_UNDICI,
  '@grpc/grpc-js': NOT_YET,
  pg: NOT_YET,
  mysql2: NOT_YET,
  mongodb: NOT_YET,
  redis: NOT_YET,
  ioredis: NOT_YET,
  amqplib: NOT_YET,
  kafkajs: NOT_YET,
  bullmq: NOT_YET,
};

const FOLDERS_MAX = 12;

/** Looks for each library where the service itself would find it. Reads manifests only. */
export function findLibraries(mainFile: string | undefined): Library[] {
  const folders = moduleFolders(mainFile === undefined ? process.cwd() : dirname(mainFile));
  const found: Library[] = [];
  for (const [name, how] of Object.entries(OBSERVED)) {
    const version = versionOf(folders, name);
    if (version === undefined) continue;
    const major = Number.parseInt(version, 10);
    found.push({ name, version, observed: typeof how === 'string' ? how : how(major) });
  }
  return found;
}

function moduleFolders(start: string): string[] {
  const folders: string[] = [];
  const { root } = parse(start);
  for (let at = start; folders.length < FOLDERS_MAX; at = dirname(at)) {
    folders.push(join(at, 'node_modules'));
    if (at === root) break;
  }
  return folders;
}

function versionOf(folders: readonly string[], name: string): string | undefined {
  for (const folder of folders) {
    try {
      const manifest = readFileSync(join(folder, name, 'package.json'), 'utf8');
      return (JSON.parse(manifest) as { version?: string }).version;
    } catch {
      // Not here; the next folder up may have it.
    }
  }
  return undefined;
}
