import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { appendFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { LOG_FIELD } from '../../contract/index.ts';
import { secureRoot, serviceFolder } from '../../spool/index.ts';
import type { RefusedLine } from './attempt.ts';

const OPEN = '.open';
/** A file is closed, and `sightline replay` may take it, at this size or age. */
const FILE_MAX_BYTES = 1_048_576;
const FILE_MAX_AGE_MS = 10_000;
const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

export function deadLetterFolder(root: string, service: string): string {
  return join(serviceFolder(root, service), 'dead-letter');
}

/**
 * Lines that Elasticsearch refused for good, with its reason, one JSON object per line: for reading
 * by people and for `sightline replay`. Bounded: what does not fit is told to the caller.
 */
export class DeadLetters {
  readonly #folder: string;
  readonly #owner: string;
  readonly #index: string;
  readonly #maxBytes: number;
  #path: string | undefined;
  #fileBytes = 0;
  #totalBytes = 0;
  #close: NodeJS.Timeout | undefined;

  /** @param owner tells the files of this process from those of others. */
  constructor(root: string, service: string, owner: string, index: string, maxBytes: number) {
    this.#folder = deadLetterFolder(root, service);
    this.#owner = owner;
    this.#index = index;
    this.#maxBytes = maxBytes;
    secureRoot(root);
  }

  /** False when the disk does not take them or the bound is reached. */
  async add(refused: readonly RefusedLine[]): Promise<boolean> {
    const text = refused.map((one) => `${this.#record(one)}\n`).join('');
    const bytes = Buffer.byteLength(text);
    try {
      if (this.#path === undefined) this.#begin();
      if (this.#totalBytes + bytes > this.#maxBytes) return false;
      await appendFile(this.#path as string, text, { mode: OWNER_ONLY_FILE });
    } catch {
      return false;
    }
    this.#fileBytes += bytes;
    this.#totalBytes += bytes;
    if (this.#fileBytes > FILE_MAX_BYTES) await this.close();
    return true;
  }

  /** Put together by hand, so that the document stays byte for byte what was refused. */
  #record({ line, status, reason }: RefusedLine): string {
    const head = {
      [LOG_FIELD.timestamp]: new Date().toISOString(),
      index: this.#index,
      status,
      reason,
    };
    const document = isJson(line) ? line : JSON.stringify(line);
    return `${JSON.stringify(head).slice(0, -1)},"document":${document}}`;
  }

  #begin(): void {
    mkdirSync(this.#folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
    this.#totalBytes = 0;
    for (const name of readdirSync(this.#folder)) {
      this.#totalBytes += statSync(join(this.#folder, name)).size;
    }
    const time = Date.now().toString(36).padStart(9, '0');
    this.#path = join(this.#folder, `${time}-${this.#owner}${OPEN}`);
    this.#fileBytes = 0;
    this.#close = setTimeout(() => void this.close(), FILE_MAX_AGE_MS).unref();
  }

  /** Ends the file that is being written. */
  async close(): Promise<void> {
    clearTimeout(this.#close);
    const path = this.#path;
    this.#path = undefined;
    if (path === undefined || this.#fileBytes === 0) return;
    await rename(path, closedName(path)).catch(() => undefined);
  }
}

function closedName(path: string): string {
  return `${path.slice(0, -OPEN.length)}.ndjson`;
}

/** Ends the files of a process that ends, for the thread that has no time to do it itself. */
export function closeDeadLetters(root: string, service: string, owner: string): void {
  try {
    const folder = deadLetterFolder(root, service);
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (name.endsWith(`-${owner}${OPEN}`)) renameSync(path, closedName(path));
    }
  } catch {
    // No folder: there are none. Whatever stays open counts as closed after a while.
  }
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
