import { readdirSync, readFileSync } from 'node:fs';
import type { Child } from './child.ts';

/** On-CPU nanoseconds of each thread of a process. */
export type CpuReading = ReadonlyMap<string, number>;

/** Key of the whole process where the system does not account threads. */
const WHOLE = 'process';

/** CPU time of all threads: from the scheduler where Linux has it, else from the process itself. */
export async function readCpu(child: Child): Promise<CpuReading> {
  try {
    const folder = `/proc/${child.pid}/task`;
    const reading = new Map<string, number>();
    for (const thread of readdirSync(folder)) {
      // A thread may end between the listing and the read; its share of this window is lost.
      try {
        const text = readFileSync(`${folder}/${thread}/schedstat`, 'latin1');
        reading.set(thread, Number(text.slice(0, text.indexOf(' '))));
      } catch {
        continue;
      }
    }
    if (reading.size > 0) return reading;
  } catch {
    // No /proc: ask the process.
  }
  const { cpuMicros } = await child.call<{ cpuMicros: number }>('usage');
  return new Map([[WHOLE, cpuMicros * 1000]]);
}

/** Microseconds of CPU between two readings; a thread started in between counts from zero. */
export function cpuMicrosBetween(before: CpuReading, after: CpuReading): number {
  let nanos = 0;
  for (const [thread, value] of after) nanos += value - (before.get(thread) ?? 0);
  return nanos / 1000;
}

/** Resident memory in bytes. */
export async function readRss(child: Child): Promise<number> {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // No /proc: ask the process.
  }
  return (await child.call<{ rssBytes: number }>('usage')).rssBytes;
}
