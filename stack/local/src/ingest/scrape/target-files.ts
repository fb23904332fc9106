import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readGroup } from './config-job.ts';
import { parseConfigNode } from './config-node.ts';
import type { TargetGroup } from './job.ts';

/** A file of targets as it was read last. */
interface ReadFile {
  readonly stamp: string;
  readonly groups: readonly TargetGroup[];
}

/**
 * Files of targets by patterns, in JSON or YAML, read again when their time or size changes. A file
 * that cannot be read keeps the targets it had, so that a half-written one loses nothing.
 */
export class TargetFiles {
  readonly #patterns: readonly string[];
  readonly #onProblem: (message: string) => void;
  #read = new Map<string, ReadFile>();

  constructor(patterns: readonly string[], onProblem: (message: string) => void) {
    this.#patterns = patterns;
    this.#onProblem = onProblem;
  }

  /** All groups of all files that exist now; each with the label of the file it comes from. */
  async groups(): Promise<readonly TargetGroup[]> {
    const lists = await Promise.all(this.#patterns.map(matchingFiles));
    const files = [...new Set(lists.flat())].sort();
    const read = new Map<string, ReadFile>();
    for (const file of files) {
      const found = await this.#file(file);
      if (found !== undefined) read.set(file, found);
    }
    this.#read = read;
    return [...read.values()].flatMap(({ groups }) => groups);
  }

  async #file(file: string): Promise<ReadFile | undefined> {
    const before = this.#read.get(file);
    let stamp = '';
    try {
      const { mtimeMs, size, ino } = await stat(file);
      stamp = `${mtimeMs} ${size} ${ino}`;
      if (before?.stamp === stamp) return before;
      const groups = parseTargetFile(await readFile(file, 'utf8'), file);
      return { stamp, groups };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Deleted between the listing and now: its targets are gone.
      if (code === 'ENOENT') return undefined;
      this.#onProblem(message);
      return { stamp, groups: before?.groups ?? [] };
    }
  }
}

/**
 * The groups of one file: a list of `{targets, labels}` in JSON or YAML.
 * @throws ConfigError when it holds anything else.
 */
export function parseTargetFile(text: string, file: string): TargetGroup[] {
  const root = parseConfigNode(text, file);
  // What was just opened for writing is empty for a moment.
  if (root.isEmpty) throw root.error('is empty; write [] for no targets');
  return root.items().map((node) => {
    const { targets, labels } = readGroup(node);
    return { targets, labels: { __meta_filepath: file, ...labels } };
  });
}

async function matchingFiles(pattern: string): Promise<string[]> {
  const [before = '', after] = basename(pattern).split('*');
  if (after === undefined) return [pattern];
  const folder = dirname(pattern);
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter((name) => {
      const fits = name.startsWith(before) && name.endsWith(after);
      return fits && name.length >= before.length + after.length;
    })
    .map((name) => join(folder, name));
}
