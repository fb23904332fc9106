import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The name of the build's file that a shipper thread runs. */
const FILE = 'sightline-shipper.js';

/** The build's file beside this one; undefined in a bundle that somebody made of it. */
export function threadFile(): string | undefined {
  const folder = typeof __dirname === 'string' ? __dirname : join(process.cwd(), 'sdk/dist/cjs');
  const file = join(folder, FILE);
  return existsSync(file) ? file : undefined;
}
