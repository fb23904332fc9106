import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { FIXTURES_FOLDER } from './paths.ts';

export interface Bundle {
  readonly file: string;
  readonly remove: () => void;
}

// Packages that are CommonJS inside call `require` for built-in modules; ES modules have none.
const REQUIRE_FOR_ESM =
  "import { createRequire as makeRequire } from 'node:module';" +
  'const require = makeRequire(import.meta.url);';

/** Packs a fixture and all it imports into one file, in a folder without `node_modules`. */
export async function bundleFixture(entry: string, format: 'cjs' | 'esm'): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), 'fixture-bundle-'));
  const file = join(folder, format === 'esm' ? 'service.mjs' : 'service.cjs');
  await build({
    entryPoints: [join(FIXTURES_FOLDER, entry)],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format,
    logLevel: 'error',
    ...(format === 'esm' ? { banner: { js: REQUIRE_FOR_ESM } } : {}),
  });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
