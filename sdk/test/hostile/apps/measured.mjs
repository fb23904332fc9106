// Logs large values, each between two small lines, and tells what that cost: how long the event
// loop was held, and how far resident memory rose meanwhile above what it was with the value made.
import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Linux keeps the peak, and forgets it when told; elsewhere memory is not measured. */
function resetPeak() {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
}

function bytesOf(field) {
  if (process.platform !== 'linux') return 0;
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

function attempt(call) {
  try {
    call();
    return '';
  } catch (error) {
    return String(error).slice(0, 100);
  }
}

/** @param {any} log @param {readonly any[]} cases */
export async function measured(log, cases) {
  const costs = [];
  for (const { name, make, log: call, joins = false } of cases) {
    const value = make();
    // What making it left behind is not the logger's doing.
    globalThis.gc();
    log.info({ name }, 'before');
    await nextTurn();
    resetPeak();
    const beforeBytes = bytesOf('VmRSS');
    const startedMs = performance.now();
    const threw = attempt(() => call(log, value));
    await nextTurn();
    const heldMs = performance.now() - startedMs;
    costs.push({ name, heldMs, extraBytes: bytesOf('VmHWM') - beforeBytes, joins, threw });
    log.info({ name }, 'after');
  }
  return costs;
}
