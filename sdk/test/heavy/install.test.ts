import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  entryPoints,
  npm,
  packTarball,
  readManifest,
  removeFolder,
  temporaryFolder,
} from '../support/package.ts';
import { FIXTURE_NODE, SDK_FOLDER } from '../support/paths.ts';

let project: string;
beforeAll(() => {
  project = temporaryFolder('fixture-install');
  const tarball = packTarball(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true }\n');
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  // Versions follow the Node that npm runs on: on an older one it would pick another OpenTelemetry.
  npm(['install', tarball, ...quiet], { cwd: project });
});
afterAll(() => removeFolder(project));

test.each(['import', 'require'])('every entry of the installed package loads by %s', (how) => {
  const env = { PATH: process.env['PATH'], SIGHTLINE_ADMIN_PORT: '0' };
  const type = how === 'import' ? 'module' : 'commonjs';
  for (const entry of entryPoints(readManifest(SDK_FOLDER))) {
    const code = how === 'import' ? `await import('${entry}')` : `require('${entry}')`;
    const args = [`--input-type=${type}`, '-e', `${code}; process.exit(0);`];
    // Throws, with what was written to stderr, unless the process ends well.
    expect(execFileSync(FIXTURE_NODE, args, { cwd: project, env })).toBeInstanceOf(Buffer);
  }
});

test('npm finds nothing missing or out of range', () => {
  expect(() => npm(['ls', '--all'], { cwd: project })).not.toThrow();
});
