import { rmSync } from 'node:fs';

import { newFolderName, SpoolFolder, type SpoolKind } from './folder.ts';
import { Spool } from './spool.ts';

const ignore = (): void => undefined;
const SILENT = { onDropped: ignore, onAdopted: ignore, onFault: ignore };

/**
 * What is to be found by the next start if this process dies now: written at once, in a folder of
 * its own beside the one that a thread may be writing to.
 */
export class LastWords {
  readonly #root: string;
  readonly #service: string;
  readonly #kind: SpoolKind;
  #folder: SpoolFolder | undefined;

  constructor(root: string, service: string, kind: SpoolKind) {
    this.#root = root;
    this.#service = service;
    this.#kind = kind;
  }

  /** Replaces what was written before. False when the disk does not take it. Never throws. */
  write(frames: readonly { readonly payload: Uint8Array; readonly items: number }[]): boolean {
    this.clear();
    if (frames.length === 0) return true;
    try {
      this.#folder = new SpoolFolder(this.#root, this.#service, this.#kind, newFolderName());
      const limits = { maxBytes: Infinity, maxAgeMs: Infinity, segmentBytes: 1, isText: true };
      const spool = new Spool(this.#folder, limits, SILENT);
      return frames.every(({ payload, items }) => spool.appendSync(payload, items));
    } catch {
      return false;
    }
  }

  /** The process lives on: nothing is to be found. */
  clear(): void {
    const folder = this.#folder;
    this.#folder = undefined;
    if (folder === undefined) return;
    folder.close();
    try {
      rmSync(folder.path, { recursive: true, force: true });
    } catch {
      // It is taken over once this process has died; ids tell what was delivered already.
    }
  }
}
