import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { FIXTURES_FOLDER, ROOT_FOLDER } from './paths.ts';

/** The busy fixture as one compiled file with a source map, as a service would be deployed. */
export function bundled(): { folder: string; file: string } {
  // Inside of the repository, where its packages are found.
  const folder = mkdtempSync(join(ROOT_FOLDER, 'node_modules', '.busy-'));
  const file = join(folder, 'busy.cjs');
  buildSync({
    entryPoints: [join(FIXTURES_FOLDER, 'busy.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    sourcemap: true,
    minifyWhitespace: true,
    logLevel: 'warning',
  });
  return { folder, file };
}
