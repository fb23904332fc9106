import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Missing } from './cache.ts';
import { isMissing, say } from './cache.ts';
import { run } from './process.ts';

/** The first Go that fetches a newer one by itself when a module asks for it. */
const SWITCHES_SINCE = 21;
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

interface Go {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface GoBuild {
  /** An empty folder; it becomes the module, and gets the binaries. */
  readonly folder: string;
  /** The version of Go that the module asks for. */
  readonly goVersion: string;
  /** Packages with commands, without a version. */
  readonly packages: readonly string[];
  readonly version: string;
  readonly tags: readonly string[];
}

const ENV: Readonly<Record<string, string>> = {
  GOFLAGS: '-trimpath -buildvcs=false',
  CGO_ENABLED: '0',
  // A newer toolchain comes as a module, checked like every other.
  GOTOOLCHAIN: 'auto',
};

async function minorVersion(folder: string): Promise<number | undefined> {
  try {
    const text = await run('go', ['version'], { cwd: folder, env: { GOTOOLCHAIN: 'local' } });
    return Number(/go1\.(\d+)/.exec(text)?.[1] ?? Number.NaN);
  } catch {
    return undefined;
  }
}

/** Files in the module cache are not executable; a Go that knows toolchains sees to that itself. */
async function makeExecutable(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
}

/** The toolchain as a module, for a Go that is too old to fetch it on its own. */
async function newerGo(folder: string, goVersion: string): Promise<Go | Missing> {
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined) return { missing: `no Go toolchain for ${process.arch}` };
  const module = `golang.org/toolchain@v0.0.1-go${goVersion}.${process.platform}-${architecture}`;
  say(`the Go on this machine is old; getting ${module}`);
  const download = ['mod', 'download', '-json', module];
  const text = await run('go', download, { cwd: folder, env: { GOFLAGS: '-mod=mod' } });
  const { Dir: root } = JSON.parse(text) as { readonly Dir: string };
  await makeExecutable(join(root, 'bin'));
  await makeExecutable(join(root, 'pkg', 'tool'));
  return { command: join(root, 'bin', 'go'), env: { ...ENV, GOROOT: root } };
}

async function findGo(folder: string, goVersion: string): Promise<Go | Missing> {
  const minor = await minorVersion(folder);
  if (minor === undefined) return { missing: 'Go is not installed' };
  return minor >= SWITCHES_SINCE ? { command: 'go', env: ENV } : newerGo(folder, goVersion);
}

/** Builds commands of a Go module from its sources; undefined when all went well. */
export async function goBuild(build: GoBuild): Promise<Missing | undefined> {
  const { folder, goVersion, packages, version, tags } = build;
  await writeFile(join(folder, 'go.mod'), 'module scratch\n\ngo 1.19\n');
  const go = await findGo(folder, goVersion);
  if (isMissing(go)) return go;
  await writeFile(join(folder, 'go.mod'), `module scratch\n\ngo ${goVersion}\n`);
  const { command, env } = go;
  say(`getting ${version} of ${packages.join(', ')}`);
  const wanted = packages.map((one) => `${one}@${version}`);
  await run(command, ['get', ...wanted], { cwd: folder, env });
  say('building; this takes some minutes the first time');
  const flags = [`-tags=${tags.join(',')}`, '-ldflags=-s -w'];
  await run(command, ['build', ...flags, '-o', 'bin/', ...packages], { cwd: folder, env });
  return undefined;
}
