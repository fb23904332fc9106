import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** One hash over names and contents of all files below the folder. */
export async function treeDigest(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const path of paths.toSorted()) {
    const content = createHash('sha256').update(await readFile(path));
    const name = relative(folder, path).split(sep).join('/');
    hash.update(`${content.digest('hex')}  ${name}\n`);
  }
  return hash.digest('hex');
}
