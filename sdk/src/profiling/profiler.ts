import { Session } from 'node:inspector/promises';
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';

import { cpuStacks, heapStacks, type CpuProfile } from './stacks.ts';
import { encodePprof } from './pprof.ts';

export type ProfileKind = 'cpu' | 'heap' | 'allocs';

/** Between two samples of the CPU profile. More often costs the service more and shows no more. */
const CPU_INTERVAL_US = 2000;
/** Bytes between two samples of the heap profile. */
const HEAP_INTERVAL_BYTES = 128 * 1024;

const compress = promisify(gzip);

/** Nobody waits for the profile any more. */
export class Abandoned extends Error {}

/**
 * Records for so many milliseconds and gives the profile in the gzipped format of pprof. The
 * recording ends early, and nothing comes of it, when the signal is aborted.
 */
export async function recordProfile(
  kind: ProfileKind,
  durationMs: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const session = new Session();
  session.connect();
  try {
    const startedMs = Date.now();
    const stacks =
      kind === 'cpu'
        ? await recordCpu(session, durationMs, signal)
        : await recordHeap(session, kind, durationMs, signal);
    return await compress(encodePprof(stacks, { startedMs, durationMs: Date.now() - startedMs }));
  } finally {
    session.disconnect();
  }
}

async function recordCpu(session: Session, durationMs: number, signal: AbortSignal) {
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: CPU_INTERVAL_US });
  await session.post('Profiler.start');
  await elapsed(durationMs, signal);
  const { profile } = await session.post('Profiler.stop');
  return cpuStacks(profile as CpuProfile);
}

/** `heap`: what was allocated meanwhile and is still there; `allocs`: all that was allocated. */
async function recordHeap(
  session: Session,
  kind: 'heap' | 'allocs',
  durationMs: number,
  signal: AbortSignal,
) {
  const isAll = kind === 'allocs';
  const settings = {
    samplingInterval: HEAP_INTERVAL_BYTES,
    includeObjectsCollectedByMajorGC: isAll,
    includeObjectsCollectedByMinorGC: isAll,
  };
  await session.post('HeapProfiler.startSampling', settings);
  await elapsed(durationMs, signal);
  const { profile } = await session.post('HeapProfiler.stopSampling');
  return heapStacks(profile.head, isAll ? 'alloc' : 'inuse');
}

function elapsed(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(new Abandoned('nobody waits for the profile'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, durationMs).unref();
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
