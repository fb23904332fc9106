import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A file of the repository: path from the root with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What would be committed: tracked files and new ones that are not ignored. */
function listed(): string[] {
  const flags = [
    '-c',
    'safe.directory=*',
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  ];
  const output = execFileSync('git', flags, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
  const paths = output.split('\0').filter((path) => path !== '');
  // A file that somebody just deleted stays in the index until the next commit.
  return [...new Set(paths)].filter((path) => existsSync(join(ROOT, path))).sort();
}

function read(path: string): SourceFile {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

const BINARY = /\.(?:png|jpe?g|gif|ico|woff2?|gz|tgz|zip|pb|bin)$/;

/** Every text file of the repository. */
export const FILES: readonly SourceFile[] = listed()
  .filter((path) => !BINARY.test(path))
  .map(read);

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || /^(?:sdk|stack\/local)\/test\//.test(path);
}

export function isCode(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}

/** Code of the local stack, without its tests. */
export const LOCAL_SOURCE = FILES.filter(
  ({ path }) => path.startsWith('stack/local/src/') && isCode(path) && !isTest(path),
);

/** Code of the published package, without its tests. */
export const SDK_SOURCE = FILES.filter(
  ({ path }) => path.startsWith('sdk/src/') && isCode(path) && !isTest(path),
);
