import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A file of the build that a thread runs, beside this one; undefined in a bundle that somebody made
 * of it.
 */
export function threadFile(name: string): string | undefined {
  const folder = typeof __dirname === 'string' ? __dirname : join(process.cwd(), 'sdk/dist/cjs');
  const file = join(folder, name);
  return existsSync(file) ? file : undefined;
}
