import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder for the time that this process runs. Those of processes that were killed, and could not
 * take theirs away, are removed on the way: the name says whose it is.
 */
export function temporaryFolder(name: string): string {
  const owned = new RegExp(`^${name}-(\\d+)-`);
  for (const entry of readdirSync(tmpdir())) {
    const pid = owned.exec(entry)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    rmSync(join(tmpdir(), entry), { recursive: true, force: true });
  }
  return mkdtempSync(join(tmpdir(), `${name}-${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
