/** What the watching thread runs; an entry of the build of its own. */
import { parentPort, workerData } from 'node:worker_threads';

import type { StallReport, WatchSettings } from './messages.ts';
import { lookInside, type Inside } from './inside.ts';

const { beat, thresholdMs } = workerData as WatchSettings;
const last = new BigInt64Array(beat);
const port = parentPort;
const LOOKS_PER_THRESHOLD = 4;
const NANOSECONDS_PER_MS = 1e6;

const nowMs = (): number => Number(process.hrtime.bigint()) / NANOSECONDS_PER_MS;
const beatMs = (): number => Number(Atomics.load(last, 0)) / NANOSECONDS_PER_MS;

const everyMs = thresholdMs / LOOKS_PER_THRESHOLD;
let lookedMs = nowMs();
let stall: { readonly sinceMs: number; readonly inside: Promise<Inside> } | undefined;

function look(): void {
  const at = nowMs();
  const sleptMs = at - lookedMs;
  lookedMs = at;
  const since = beatMs();
  if (stall !== undefined) {
    if (since !== stall.sinceMs) void report(stall, since);
    return;
  }
  // This thread did not run either: the machine slept, or the process was stopped.
  if (sleptMs > thresholdMs) return;
  if (at - since > thresholdMs) stall = { sinceMs: since, inside: lookInside() };
}

/** The loop turns again. */
async function report(
  { sinceMs, inside }: NonNullable<typeof stall>,
  untilMs: number,
): Promise<void> {
  stall = undefined;
  const found = await inside;
  const message: StallReport = { ...found, durationMs: Math.round(untilMs - sinceMs) };
  port?.postMessage(message);
}

setInterval(look, everyMs);
