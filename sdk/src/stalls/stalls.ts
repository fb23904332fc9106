import { url as debuggerUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';

import { threadFile } from '../threads.ts';
import { OWNER_KEY, type StallOwner, type StallReport } from './messages.ts';

/** The loop is asked for a sign of life this often within the bound. */
const BEATS_PER_THRESHOLD = 8;
const FILE = 'sightline-watchdog.js';
/** It holds a few numbers and, now and then, a stack. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32 };

export interface StallEvents {
  /** Whose work runs at this moment; called while the thread is stopped inside of it. */
  owner(): StallOwner | undefined;
  onStall(report: StallReport): void;
}

/**
 * Watches from a thread of its own for turns of the event loop that take longer than the bound, and
 * tells where the loop was and whom it worked for. Returns what ends it. Does nothing where a
 * debugger is attached, or where there is no file for a thread (the service is bundled into one).
 */
export function watchStalls(thresholdMs: number, events: StallEvents): () => void {
  const file = threadFile(FILE);
  if (file === undefined || debuggerUrl() !== undefined) return () => undefined;
  const beat = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const last = new BigInt64Array(beat);
  const sign = (): void => {
    Atomics.store(last, 0, process.hrtime.bigint());
  };
  sign();
  const timer = setInterval(sign, thresholdMs / BEATS_PER_THRESHOLD).unref();
  const holder = globalThis as unknown as Record<symbol, () => string>;
  holder[Symbol.for(OWNER_KEY)] = () => JSON.stringify(events.owner() ?? '');
  let worker: Worker | undefined;
  try {
    worker = new Worker(file, {
      workerData: { beat, thresholdMs },
      execArgv: [],
      env: {},
      stdout: true,
      stderr: true,
      resourceLimits: THREAD_LIMITS,
      name: 'sightline-watchdog',
    });
    worker.unref();
    worker.on('message', (report: StallReport) => events.onStall(report));
    // Without the thread the service runs as ever, unwatched.
    worker.on('error', () => undefined);
  } catch {
    worker = undefined;
  }
  return () => {
    clearInterval(timer);
    void worker?.terminate();
  };
}
