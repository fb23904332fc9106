import { readFileSync, readlinkSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Who writes into a folder of the spool. Enough to tell whether that process still lives. */
interface Owner {
  readonly pid: number;
  /** When the process started, in ticks since boot; a reused pid has another one. */
  readonly startTicks: string;
  readonly bootId: string;
  /** Processes of other containers have pids of their own counting. */
  readonly pidNamespace: string;
  readonly host: string;
}

const FILE = 'owner.json';
/** An owner renews its file this often. */
export const HEARTBEAT_MS = 5000;
/** Where pids cannot be compared (another container), silence of this length means gone. */
const SILENCE_MS = 60_000;
/** Position of the start time in /proc/PID/stat, counted after the name in parentheses. */
const START_TICKS_FIELD = 19;

function startTicksOf(pid: number | 'self'): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TICKS_FIELD];
  } catch {
    return undefined;
  }
}

function orEmpty(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

function self(): Owner {
  return {
    pid: process.pid,
    startTicks: startTicksOf('self') ?? '',
    bootId: orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')),
    pidNamespace: orEmpty(() => readlinkSync('/proc/self/ns/pid')),
    host: hostname(),
  };
}

/** Declares a folder to be ours. */
export function markOwned(folder: string): void {
  writeFileSync(join(folder, FILE), JSON.stringify(self()), { mode: 0o600 });
}

/** Says that we are still here. Returns false when the folder is not ours any more. */
export function renewOwnership(folder: string): boolean {
  const now = new Date();
  try {
    utimesSync(join(folder, FILE), now, now);
    return true;
  } catch {
    return false;
  }
}

/** True when nobody writes into the folder any more, so that its contents may be taken over. */
export function isAbandoned(folder: string): boolean {
  const path = join(folder, FILE);
  let owner: Partial<Owner> = {};
  try {
    owner = JSON.parse(readFileSync(path, 'utf8')) as Partial<Owner>;
  } catch {
    // Not written yet, or torn: its age decides.
  }
  const me = self();
  const sameHost = owner.host === me.host;
  if (sameHost && owner.bootId !== me.bootId) return true;
  if (sameHost && owner.pidNamespace === me.pidNamespace && owner.pid !== undefined) {
    const alive = isAlive(owner.pid, owner.startTicks ?? '');
    if (alive !== undefined) return !alive;
  }
  return ageMs(path) > SILENCE_MS && ageMs(folder) > SILENCE_MS;
}

/** undefined = cannot be told for sure. */
function isAlive(pid: number, startTicks: string): boolean | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const ticks = startTicksOf(pid);
  return ticks === undefined || startTicks === '' ? undefined : ticks === startTicks;
}

/** A file that is not there is infinitely old. */
function ageMs(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return Infinity;
  }
}
