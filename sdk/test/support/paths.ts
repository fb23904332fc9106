import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canHookLoading } from '../../src/libraries/modules/can-hook.ts';

export const TEST_FOLDER = dirname(dirname(fileURLToPath(import.meta.url)));
export const SDK_FOLDER = dirname(TEST_FOLDER);
export const ROOT_FOLDER = dirname(SDK_FOLDER);
export const FIXTURES_FOLDER = join(TEST_FOLDER, 'fixtures');

/** The Node that fixtures run on: another one to test the SDK there (`SIGHTLINE_TEST_NODE`). */
export const FIXTURE_NODE = process.env['SIGHTLINE_TEST_NODE'] ?? process.execPath;

/** Files of a folder tree that end in one of the given ways. */
export function filesBelow(folder: string, ...endings: string[]): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Whether that Node lets the SDK add to ES modules; see `can-hook.ts`. */
export const SEES_ES_MODULES = canHookLoading(
  FIXTURE_NODE === process.execPath
    ? process.versions.node
    : execFileSync(FIXTURE_NODE, ['-p', 'process.versions.node']).toString().trim(),
);
