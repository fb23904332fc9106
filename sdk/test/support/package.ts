import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT_FOLDER, SDK_FOLDER } from './paths.ts';

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Entry points as users write them: `sightline`, `sightline/register`, ... */
export function entryPoints(manifest: Manifest): string[] {
  return Object.keys(manifest.exports)
    .filter((path) => path !== './package.json')
    .map((path) => manifest.name + path.slice(1));
}

export function temporaryFolder(name: string): string {
  return realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)));
}

/** Runs npm, by the path that an outer npm script tells, else by name. */
export function npm(args: readonly string[], options: ExecFileSyncOptions): string {
  const cli = process.env['npm_execpath'];
  const [command, first] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
  return execFileSync(command, [...first, ...args], { ...options, stdio: 'pipe' }).toString();
}

/** Packs the SDK as `npm publish` would. */
export function packTarball(into: string): string {
  const [packed] = JSON.parse(
    npm(['pack', '--json', '--pack-destination', into], { cwd: SDK_FOLDER }),
  ) as [{ filename: string }];
  return join(into, packed.filename);
}

/**
 * A folder in which the unpacked tarball is installed. Its dependencies are links to those of the
 * workspace: the same versions, without a download.
 */
export function unpackedProject(tarball: string, more: readonly string[] = []): string {
  const project = temporaryFolder('fixture-project');
  const installed = join(project, 'node_modules/sightline');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components', '1']);
  const { dependencies, peerDependencies } = readManifest(installed);
  for (const name of [...Object.keys(dependencies), ...Object.keys(peerDependencies), ...more]) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(realpathSync(join(ROOT_FOLDER, 'node_modules', name)), link, 'dir');
  }
  return project;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
