import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Found by the package's own name, so that sources and the bundle find the same files. */
const manifest = createRequire(import.meta.url).resolve('@sightline/local/package.json');

/** The version of this package. */
export const VERSION = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;

/** The built page. */
export const UI_FOLDER = join(dirname(manifest), 'dist', 'ui');
