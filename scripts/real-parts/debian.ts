import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Missing } from './cache.ts';

/** Debian keeps some servers out of everybody's path. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/lib/rabbitmq/bin', ...postgresFolders()];

/** Newest first. */
function postgresFolders(): string[] {
  const root = '/usr/lib/postgresql';
  try {
    const versions = readdirSync(root).toSorted((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(root, version, 'bin'));
  } catch {
    return [];
  }
}

/** A command of the system, or the package that brings it. */
export function systemCommand(name: string, debianPackage: string): string | Missing {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SERVER_FOLDERS];
  for (const folder of folders) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next folder may have it.
    }
  }
  return { missing: `${name}: not installed (Debian: apt-get install ${debianPackage})` };
}
