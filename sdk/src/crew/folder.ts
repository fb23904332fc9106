import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const OWNER_ONLY = 0o700;
const OTHERS = 0o077;

/**
 * Makes the folder, for its owner alone. False = it cannot be had, or it is not ours: in a folder
 * for temporary things anybody may have been there first.
 */
export function makeFolder(folder: string): boolean {
  try {
    for (const path of [dirname(folder), folder]) {
      mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
      const facts = lstatSync(path);
      const isOurs = facts.isDirectory() && facts.uid === process.getuid?.();
      if (!isOurs || (facts.mode & OTHERS) !== 0) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/** What is younger may belong to a process that this one cannot see, in another container. */
const KEPT_MS = 86_400_000;
const LOOKED_AT_MAX = 1000;

/** Removes what crews left behind whose first process was killed. */
export function removeDead(folder: string): void {
  const parent = dirname(folder);
  try {
    for (const name of readdirSync(parent).slice(0, LOOKED_AT_MAX)) {
      const path = join(parent, name);
      const isOld = Date.now() - statSync(path).mtimeMs > KEPT_MS;
      if (isOld && !isAlive(Number.parseInt(name, 10))) rmSync(path, { recursive: true });
    }
  } catch {
    // There is nothing, or somebody else removes it at this moment.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
