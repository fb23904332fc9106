import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { say, type Missing } from './cache.ts';
import { run } from './process.ts';

/** New enough for every module that is built here. */
const GO_VERSION = '1.26.7';
/** The first Go that fetches a newer one by itself when a module asks for it. */
const SWITCHES_SINCE = 21;
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

const ENV: Readonly<Record<string, string>> = {
  GOFLAGS: '-trimpath -buildvcs=false',
  CGO_ENABLED: '0',
  // A newer toolchain comes as a module, checked like every other.
  GOTOOLCHAIN: 'auto',
};

export interface Go {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface GoBuild {
  /** An empty folder; it becomes the module, and gets the binaries under `bin`. */
  readonly folder: string;
  /** Packages with commands, without a version. */
  readonly packages: readonly string[];
  readonly version: string;
  readonly tags?: readonly string[];
}

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
async function newerGo(folder: string): Promise<Go | Missing> {
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined) return { missing: `no Go toolchain for ${process.arch}` };
  const module = `golang.org/toolchain@v0.0.1-go${GO_VERSION}.${process.platform}-${architecture}`;
  say(`the Go on this machine is old; getting ${module}`);
  const download = ['mod', 'download', '-json', module];
  const text = await run('go', download, { cwd: folder, env: { GOFLAGS: '-mod=mod' } });
  const { Dir: root } = JSON.parse(text) as { readonly Dir: string };
  await makeExecutable(join(root, 'bin'));
  await makeExecutable(join(root, 'pkg', 'tool'));
  const command = join(root, 'bin', 'go');
  // Tools that call `go` themselves have to find this one.
  const path = [dirname(command), process.env['PATH'] ?? ''].join(delimiter);
  return { command, env: { ...ENV, GOROOT: root, PATH: path } };
}

/** A Go that can build the parts. The folder is for its questions; one file stays in it. */
export async function findGo(folder: string): Promise<Go | Missing> {
  await writeFile(join(folder, 'go.mod'), 'module scratch\n\ngo 1.19\n');
  const minor = await minorVersion(folder);
  if (minor === undefined) return { missing: 'Go is not installed' };
  return minor >= SWITCHES_SINCE ? { command: 'go', env: ENV } : newerGo(folder);
}

/** Builds commands of a published module from its sources. */
export async function goBuild(go: Go, build: GoBuild): Promise<void> {
  const { folder, packages, version, tags = [] } = build;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'go.mod'), `module scratch\n\ngo ${GO_VERSION}\n`);
  say(`getting ${version} of ${packages.join(', ')}`);
  const wanted = packages.map((one) => `${one}@${version}`);
  await run(go.command, ['get', ...wanted], { cwd: folder, env: go.env });
  await compile(go, { sources: folder, output: 'bin/', packages, tags });
}

export interface Compilation {
  /** A folder with a module that knows all it needs. */
  readonly sources: string;
  readonly output: string;
  readonly packages: readonly string[];
  readonly tags?: readonly string[];
}

export async function compile(go: Go, compilation: Compilation): Promise<void> {
  const { sources, output, packages, tags = [] } = compilation;
  say('building; this takes some minutes the first time');
  const flags = [`-tags=${tags.join(',')}`, '-ldflags=-s -w', '-o', output];
  await run(go.command, ['build', ...flags, ...packages], { cwd: sources, env: go.env });
}
