import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Child } from './support/child.ts';
import {
  entryPoints,
  packTarball,
  readManifest,
  removeFolder,
  temporaryFolder,
  unpackedProject,
  type Manifest,
} from './support/package.ts';
import { filesBelow, FIXTURE_NODE, SDK_FOLDER } from './support/paths.ts';

let folder: string;
let tarball: string;
let project: string;
let installed: string;
let manifest: Manifest;

beforeAll(() => {
  folder = temporaryFolder('fixture-pack');
  tarball = packTarball(folder);
  project = unpackedProject(tarball);
  installed = join(project, 'node_modules/sightline');
  manifest = readManifest(installed);
});
afterAll(() => [folder, project].forEach(removeFolder));

/** Names that each entry exports at run time, told by a process in the project. */
function exportedNames(type: 'module' | 'commonjs'): Record<string, string[]> {
  const load = type === 'module' ? 'await import(entry)' : 'require(entry)';
  const file = join(project, `names-${type}.json`);
  const code = `(async () => {
    const { writeFileSync } = await import('node:fs');
    const names = {};
    for (const entry of ${JSON.stringify(entryPoints(manifest))}) {
      names[entry] = Object.keys(${load}).filter((name) => name !== 'default').sort();
    }
    writeFileSync(${JSON.stringify(file)}, JSON.stringify(names));
    process.exit(0);
  })();`;
  run(type, code);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>;
}

/** Runs code in the project; throws with its stderr when it does not end well. */
function run(type: 'module' | 'commonjs', code: string): void {
  const env = { PATH: process.env['PATH'], SIGHTLINE_ENABLED: 'false' };
  const args = [`--input-type=${type}`, '-e', code];
  execFileSync(FIXTURE_NODE, args, { cwd: project, env, stdio: 'pipe' });
}

describe('the packed tarball', () => {
  test('holds what a user needs and nothing else', () => {
    const files = filesBelow(installed, '').map((file) => file.slice(installed.length + 1));
    expect(files).toContain('package.json');
    expect(files).toContain('README.md');
    expect(files).toContain('LICENSE');
    const surplus = files.filter((file) => /\.test\.|^src\/|^test\/|tsbuildinfo|\.map$/.test(file));
    expect(surplus).toEqual([]);
  });

  test('every file that the manifest names is there', () => {
    const named = JSON.stringify(manifest.exports).matchAll(/"(\.\/[^"]+\.(?:d\.ts|js))"/g);
    const paths = [...named].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(8);
    for (const path of paths) expect(existsSync(join(installed, path)), path).toBe(true);
  });

  test('every entry can be imported and required, with the same names', () => {
    const imported = exportedNames('module');
    expect(exportedNames('commonjs')).toEqual(imported);
    expect(Object.keys(imported)).toEqual(entryPoints(manifest));
    expect(imported['sightline']).toEqual(
      expect.arrayContaining(['SightlineConfigError', 'annotate', 'init', 'logger', 'registry']),
    );
    expect(imported['sightline/testing']).toEqual(
      expect.arrayContaining(['memorySinks', 'parseExposition', 'startBulkReceiver']),
    );
    expect(imported['sightline/contract']).toEqual(expect.arrayContaining(['METRICS', 'LABEL']));
  });

  test('import and require give one logger and one registry', () => {
    const code = `
      import { createRequire } from 'node:module';
      import * as imported from 'sightline';
      const required = createRequire(process.cwd() + '/')('sightline');
      for (const name of Object.keys(required)) {
        if (name !== 'default' && imported[name] !== required[name]) throw new Error(name);
      }
      process.exit(0);`;
    expect(() => run('module', code)).not.toThrow();
  });

  // pnpm and npm workspaces link packages. Node 22 leaves a link unresolved when the last file that
  // was asked for its state happened to be a pipe, and then loads a second copy from there.
  test('linked packages are one copy for the service and the SDK', async () => {
    const file = join(project, 'linked.mjs');
    const code = `
      import 'sightline/register';
      import * as prom from 'prom-client';
      import { pino } from 'pino';
      import { registry } from 'sightline';
      new prom.Counter({ name: 'own_total', help: 'Own.' }).inc();
      if (registry.getSingleMetric('own_total') === undefined) throw new Error('two prom-clients');
      pino().info('one pino');
      process.exit(0);`;
    writeFileSync(file, code);
    const env = { PATH: process.env['PATH'] ?? '', SIGHTLINE_ADMIN_PORT: 'off' };
    for (const stdout of ['socket', 'fifo'] as const) {
      const child = new Child(file, { node: FIXTURE_NODE, cwd: project, env, stdout });
      const exit = await child.end(10_000);
      expect([stdout, exit.code, child.stderr]).toEqual([stdout, 0, []]);
    }
  });

  test('publint finds nothing to say', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test('types resolve in every way that Node 16 and later resolve them', () => {
    // The package exports no path to its manifest's `bin`, so that is found from its folder.
    const require = createRequire(join(SDK_FOLDER, '..', 'package.json'));
    const attw = join(
      dirname(require.resolve('@arethetypeswrong/cli/package.json')),
      'dist/index.js',
    );
    const args = [attw, tarball, '--profile', 'node16', '--format', 'json'];
    const { analysis } = JSON.parse(runToEnd(args)) as {
      analysis: { problems: { kind: string }[] };
    };
    // Only the node10 resolver, which the profile leaves out, has no notion of exports.
    const problems = analysis.problems.filter(
      (problem) => !JSON.stringify(problem).includes('node10'),
    );
    expect(problems).toEqual([]);
  });
});

/** Standard output of a command that may end with an error code because of what it found. */
function runToEnd(args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, args, { stdio: 'pipe' }).toString();
  } catch (error) {
    return String((error as { stdout: Buffer }).stdout);
  }
}
