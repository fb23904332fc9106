import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './temporary.ts';

test('folders of processes that are gone are removed, those of others stay', () => {
  const name = `sightline-test-${process.pid}`;
  const left = join(tmpdir(), `${name}-4194305-aaaaaa`);
  const used = join(tmpdir(), `${name}-${process.ppid}-bbbbbb`);
  for (const folder of [left, used]) mkdirSync(folder);
  const own = temporaryFolder(name);
  expect(existsSync(left)).toBe(false);
  expect(existsSync(used)).toBe(true);
  expect(own).toContain(`${name}-${process.pid}-`);
  for (const folder of [used, own]) rmSync(folder, { recursive: true });
});
