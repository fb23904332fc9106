import { readFileSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';

import type { LibraryAdapter } from './adapter.ts';
import type { LibraryState } from './install.ts';
import { canHookLoading, HOOKS_SAFE_FROM } from './modules/index.ts';

/** A library that the service has, and how it is observed or why not. */
export interface Library {
  readonly name: string;
  readonly version: string | undefined;
  readonly observed: string;
}

/** What has to be known of the process to tell how a library fares in it. */
export interface Circumstances {
  readonly state: (name: string) => LibraryState | undefined;
  readonly off: readonly string[];
  /** By `node --import` or `--require`: before the program and everything it imports. */
  readonly isPreloaded: boolean;
}

const FOLDERS_MAX = 12;

/** Looks for each library where the service itself would find it. Reads manifests only. */
export function findLibraries(
  mainFile: string | undefined,
  known: readonly LibraryAdapter[],
  circumstances: Circumstances,
): Library[] {
  const folders = moduleFolders(mainFile === undefined ? process.cwd() : dirname(mainFile));
  return known.flatMap((library) => {
    const version = versionIn(folders, library, circumstances);
    if (version === undefined) return [];
    return [{ name: library.name, version, observed: observed(library, version, circumstances) }];
  });
}

function observed(
  { name, from, to, way, gives, otherwise }: LibraryAdapter,
  version: string,
  { state, off, isPreloaded }: Circumstances,
): string {
  if (off.includes(name)) return 'not observed: switched off by the settings';
  const major = Number.parseInt(version, 10);
  if (major < from || (to !== undefined && major > to)) {
    const range = to === undefined ? `${from} or newer` : `${from} to ${to}`;
    return otherwise ?? `not observed: version ${version}, known are ${range}`;
  }
  const now = state(name);
  if (now === 'unknown shape') {
    return `not observed: version ${version} does not look like those that are known`;
  }
  if (way === 'esm' && !canHookLoading()) {
    return `not observed: needs Node ${HOOKS_SAFE_FROM} or newer`;
  }
  if (way === 'esm' && now === undefined && !isPreloaded) {
    return `not observed: needs node --import sightline/register`;
  }
  return gives;
}

function moduleFolders(start: string): string[] {
  const folders: string[] = [];
  const { root } = parse(start);
  for (let at = start; folders.length < FOLDERS_MAX; at = dirname(at)) {
    folders.push(join(at, 'node_modules'));
    if (at === root) break;
  }
  return folders;
}

/** A module of Node has no manifest; it counts as there once it is loaded. */
function versionIn(
  folders: readonly string[],
  { name, way }: LibraryAdapter,
  { state }: Circumstances,
): string | undefined {
  if (way !== 'builtin') return versionOf(folders, name);
  return state(name) === undefined ? undefined : process.versions.node;
}

function versionOf(folders: readonly string[], name: string): string | undefined {
  for (const folder of folders) {
    try {
      const manifest = readFileSync(join(folder, name, 'package.json'), 'utf8');
      return (JSON.parse(manifest) as { version?: string }).version;
    } catch {
      // Not here; the next folder up may have it.
    }
  }
  return undefined;
}
