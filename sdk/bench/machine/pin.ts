import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The measured service has this core to itself. */
export const SERVER_CORE = 0;
/** Load generator, collector and the benchmark itself. */
export const LOAD_CORE = 1;

const works =
  process.platform === 'linux' &&
  availableParallelism() > 1 &&
  spawnSync('taskset', ['-c', String(SERVER_CORE), 'true']).status === 0;

export function pinningWorks(): boolean {
  return works;
}

/** The command line that runs `command` on one core; unchanged where pinning is not possible. */
export function taskset(core: number, command: string, args: string[]): [string, ...string[]] {
  return works ? ['taskset', '-c', String(core), command, ...args] : [command, ...args];
}

/** Moves the benchmark itself, so that it does not disturb the service. */
export function pinSelf(): void {
  if (works) spawnSync('taskset', ['-a', '-p', '-c', String(LOAD_CORE), String(process.pid)]);
}
