import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const reporter = fileURLToPath(new URL('closing-line.ts', import.meta.url));
const manifest = createRequire(import.meta.url).resolve('vitest/package.json');
const vitest = join(dirname(manifest), 'vitest.mjs');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'closing-line-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs one test file under the reporter; answers with the last line and the exit code. */
function outcome(
  file: string,
  code: string,
  ...more: string[]
): [string | undefined, number | null] {
  writeFileSync(join(folder, file), code);
  const args = [vitest, 'run', '--globals', '--root', folder, '--reporter', reporter, ...more];
  const { stdout, status } = spawnSync(process.execPath, args, { timeout: 20_000 });
  return [stdout.toString().trimEnd().split('\n').at(-1), status];
}

test.each([
  ['tests that pass, and one that is skipped', "test('a', () => {}); test.skip('b', () => {});", 0],
  ['a failing assertion', "test('a', () => expect(1).toBe(2)); test('b', () => {});", 1],
  ['a module that cannot be loaded', "import './missing.js'; test('a', () => {});", 1],
  ['a hook that throws', "beforeAll(() => { throw new Error('x'); }); test('a', () => {});", 1],
  ['a rejection nobody waits for', "test('a', () => { Promise.reject(new Error('x')); });", 1],
])('%s', (name, code, wanted) => {
  const [line, status] = outcome('some.test.js', code);
  expect(status, name).toBe(wanted);
  expect(line).toMatch(/^\d+ passed, \d+ failed(, \d+ skipped)?$/);
  if (wanted === 0) expect(line).toBe('1 passed, 0 failed, 1 skipped');
  else expect(line).not.toContain(' 0 failed');
});

test('a run that finds no test has failed', () => {
  expect(outcome('helper.js', '')).toEqual(['0 passed, 1 failed', 1]);
});
