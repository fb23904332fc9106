import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What other commands need to find a running stack. */
export interface Instance {
  readonly pid: number;
  readonly url: string;
  readonly token: string | null;
  readonly startedMs: number;
}

/** Where this user keeps what outlives a process: XDG state, or the like of it. */
export function stateFolder(): string {
  const base = process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return join(base, 'sightline');
}

const FOLDER = 'instances';

/** Announces a running stack to commands of the same user; returns how to take it back. */
export function announce(instance: Instance): () => void {
  const folder = join(stateFolder(), FOLDER);
  const path = join(folder, `${instance.pid}.json`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path, JSON.stringify(instance), { mode: 0o600 });
  } catch {
    // Without it, commands need --url: no reason not to run.
    return () => {};
  }
  return () => rmSync(path, { force: true });
}

/** The stack that was started last and still runs. */
export function findInstance(): Instance | undefined {
  const folder = join(stateFolder(), FOLDER);
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return undefined;
  }
  return names
    .flatMap((name) => {
      const instance = read(join(folder, name));
      return instance === undefined ? [] : [instance];
    })
    .sort((a, b) => b.startedMs - a.startedMs)[0];
}

/** Files of processes that are gone are removed on the way. */
function read(path: string): Instance | undefined {
  try {
    const instance = JSON.parse(readFileSync(path, 'utf8')) as Instance;
    process.kill(instance.pid, 0);
    return instance;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return undefined;
    rmSync(path, { force: true });
    return undefined;
  }
}
