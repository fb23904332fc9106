import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { alone } from './lock.ts';

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
 * there: in a folder beside it, which then takes its name, so that an interrupted preparation
 * leaves nothing that looks finished. Who comes meanwhile waits for it.
 */
export async function prepared(
  name: string,
  prepare: (folder: string) => Promise<void>,
): Promise<string> {
  const home = join(cacheFolder(), name);
  if (existsSync(join(home, MARK))) return home;
  await mkdir(cacheFolder(), { recursive: true });
  await alone(`${home}.lock`, async () => {
    if (existsSync(join(home, MARK))) return;
    await removeLeftovers(name);
    const work = await mkdtemp(`${home}.`);
    try {
      await prepare(work);
      await writeFile(join(work, MARK), `${new Date().toISOString()}\n`);
      await rename(work, home);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
  return home;
}

/** What preparations of this part left that were killed, and a folder without the mark. */
async function removeLeftovers(name: string): Promise<void> {
  const names = await readdir(cacheFolder());
  const left = names.filter(
    (one) => one === name || (one.startsWith(`${name}.`) && one !== `${name}.lock`),
  );
  for (const one of left) await rm(join(cacheFolder(), one), { recursive: true, force: true });
}
