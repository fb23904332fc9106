import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Why a part cannot be had on this machine. */
export interface Missing {
  readonly missing: string;
}

export function isMissing(value: object): value is Missing {
  return 'missing' in value;
}

/** Written last: a folder without it was never finished. */
const MARK = 'complete';

/** Progress goes to stderr, so that results can be piped. */
export function say(line: string): void {
  process.stderr.write(`real-parts: ${line}\n`);
}

function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(base, 'sightline', 'real-parts');
}

/**
 * The folder of a part, outside of the clone and named by its version. Prepares it when it is not
 * there: in a folder beside it, which then takes its name, so that two runs at the same time do not
 * get in each other's way and an interrupted one leaves nothing half done.
 */
export async function prepared(
  name: string,
  prepare: (folder: string) => Promise<void>,
): Promise<string> {
  const home = join(cacheFolder(), name);
  if (existsSync(join(home, MARK))) return home;
  await mkdir(cacheFolder(), { recursive: true });
  const work = await mkdtemp(`${home}.`);
  try {
    await prepare(work);
    await writeFile(join(work, MARK), `${new Date().toISOString()}\n`);
    await takeName(work, home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return home;
}

async function takeName(work: string, home: string): Promise<void> {
  try {
    await rename(work, home);
  } catch (error) {
    // Somebody else was faster; theirs is as good.
    if (existsSync(join(home, MARK))) return;
    // Only a folder that another version of this script left can be in the way.
    await rm(home, { recursive: true, force: true });
    await rename(work, home).catch(() => {
      throw error;
    });
  }
}
