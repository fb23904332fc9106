import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packTarball, removeFolder, temporaryFolder, unpackedProject } from './support/package.ts';
import { FIXTURES_FOLDER, ROOT_FOLDER } from './support/paths.ts';

const CONSUMER = join(FIXTURES_FOLDER, 'consumer');
const require = createRequire(join(ROOT_FOLDER, 'package.json'));
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');

let folder: string;
let project: string;
beforeAll(() => {
  folder = temporaryFolder('fixture-pack');
  project = unpackedProject(packTarball(folder), ['expect-type', '@types/node', 'undici-types']);
  for (const file of readdirSync(CONSUMER)) {
    copyFileSync(join(CONSUMER, file), join(project, file));
  }
});
afterAll(() => [folder, project].forEach(removeFolder));

test('the installed types say what a user relies on, by import and by require', () => {
  const { stdout, error } = spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: project });
  expect(error).toBeUndefined();
  // The declarations of dependencies are theirs to mend; ours and the consumer's are checked.
  const errors = stdout
    .toString()
    .split('\n')
    .filter((line) => /^(?:consumer\.|node_modules\/sightline\/)/.test(line));
  expect(errors).toEqual([]);
});

test('a mistake of a user is an error', () => {
  const wrong = "import { init } from 'sightline';\ninit({ serviceName: 5 });\n";
  writeFileSync(join(project, 'wrong.mts'), wrong);
  const args = [tsc, '--ignoreConfig', '--noEmit', '--module', 'nodenext', 'wrong.mts'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: project });
  expect(stdout.toString()).toContain('wrong.mts(2,8): error TS2322');
});
