import { mkdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder that cannot be written, or no descriptor to write it with, may be there later. */
const RETRY_AFTER_MS = 2000;
const RETRIES_MAX = 30;

export interface Announcement {
  readonly folder: string;
  readonly address: string;
  readonly service: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The file in which a process tells Prometheus (file_sd) where its admin server listens. */
export class TargetFile {
  readonly #file: string;
  readonly #announcement: Announcement;
  #retry: NodeJS.Timeout | undefined;

  /** Writes the file, now or, when that fails, as soon as it can; `onFault` is told once. */
  constructor(announcement: Announcement, onFault: (error: unknown) => void) {
    this.#announcement = announcement;
    const safe = announcement.service.replaceAll(/[^\w.-]/g, '_').slice(0, 80);
    this.#file = join(announcement.folder, `${safe}-${process.pid}.json`);
    const error = this.#write();
    if (error === undefined) return;
    onFault(error);
    this.#tryLater(RETRIES_MAX);
  }

  #tryLater(retries: number): void {
    if (retries === 0) return;
    this.#retry = setTimeout(() => {
      if (this.#write() !== undefined) this.#tryLater(retries - 1);
    }, RETRY_AFTER_MS).unref();
  }

  #write(): unknown {
    const { folder, address, labels } = this.#announcement;
    // Written beside and moved, so that Prometheus never reads half a file.
    const draft = `${this.#file}.tmp`;
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(draft, `${JSON.stringify([{ targets: [address], labels }])}\n`);
      renameSync(draft, this.#file);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  remove(): void {
    clearTimeout(this.#retry);
    try {
      unlinkSync(this.#file);
    } catch {
      // It was never written, or somebody cleaned up before us.
    }
  }
}
