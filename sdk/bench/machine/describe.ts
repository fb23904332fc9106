import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { LOAD_CORE, pinningWorks, SERVER_CORE } from './pin.ts';

const GIB = 1024 ** 3;

/** The machine in one sentence, with what limits the figures. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() || 'unknown processor';
  // Not availableParallelism: the benchmark has pinned itself to one of them.
  const cores = cpus().length;
  const memory = Math.round(totalmem() / GIB);
  const pinned = pinningWorks()
    ? `service pinned to core ${SERVER_CORE}, load and collector to core ${LOAD_CORE}`
    : 'processes not pinned to cores (taskset is not available here)';
  return `${cores} × ${model}, ${memory} GB, ${type()} ${release()}, ${pinned}`;
}

/** Processes that wanted a core in the minute before the benchmark began. */
export const loadBefore = loadavg()[0] ?? 0;

/** Others at work make every figure larger; worth a warning before minutes are spent. */
export function busyNeighbours(): string | undefined {
  if (loadBefore < cpus().length * 0.5) return undefined;
  const load = loadBefore.toFixed(1);
  return `The machine is busy (load ${load}): expect larger figures and more spread.`;
}

/** Versions of what takes part, from the manifests that installed it. */
export function versions(): Record<string, string> {
  const read = (path: string) =>
    JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
      version?: string;
      dependencies: Record<string, string>;
    };
  return {
    node: process.versions.node,
    sightline: read('../../package.json').version ?? '',
    ...read('../peers/package.json').dependencies,
  };
}
