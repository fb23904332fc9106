import { rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Exemplar, Labels, LogInput, MetricMetadata } from '../../model/index.ts';
import { HEADER, logRecord, sampleValue, spansRecord } from './format.ts';
import { listSegments, segmentPath } from './folder.ts';

const MIB = 1024 * 1024;

export interface JournalBounds {
  /** A segment is closed at this age or size; whole segments are removed. */
  readonly segmentMs: number;
  readonly segmentBytes: number;
  /** Segments whose last write is older are removed. */
  readonly keepMs: number;
  readonly folderBytes: number;
  /** Text that waits for the disk at most; more is left out and counted. */
  readonly waitingBytes: number;
}

export const JOURNAL_BOUNDS: JournalBounds = {
  segmentMs: 5 * 60 * 1000,
  segmentBytes: 64 * MIB,
  keepMs: 60 * 60 * 1000,
  folderBytes: 1024 * MIB,
  waitingBytes: 32 * MIB,
};

const FLUSH_MS = 500;

/**
 * Writes down what the store keeps, so that a restart has the last hour. Nothing waits for it: it
 * gathers text and writes twice a second. It takes nothing before `open`.
 */
export class Journal {
  readonly folder: string;
  readonly bounds: JournalBounds;
  /** Records that were not written: the disk was too slow, or failed. */
  leftOut = 0;
  /** Why writing failed last; empty when it works. */
  problem = '';
  #open = false;
  #file: FileHandle | undefined;
  #startMs = 0;
  #written = 0;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #known = new Set<number>();
  #sampleMs = 0;
  #samples: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(folder: string, bounds: Partial<JournalBounds> = {}) {
    this.folder = folder;
    this.bounds = { ...JOURNAL_BOUNDS, ...bounds };
  }

  /** From now on everything is written down. */
  open(): void {
    this.#open = true;
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.#timer.unref();
  }

  line(line: LogInput): void {
    if (this.#open) this.#put(logRecord(line));
  }

  request(request: Uint8Array): void {
    if (this.#open) this.#put(spansRecord(request));
  }

  sample(ref: number, labels: Labels, timeMs: number, value: number, stale: boolean): void {
    if (!this.#open) return;
    this.#introduce(ref, labels);
    if (timeMs !== this.#sampleMs) this.#endSamples();
    this.#sampleMs = timeMs;
    this.#samples.push(`[${ref},${sampleValue(value, stale)}]`);
  }

  exemplar(ref: number, labels: Labels, exemplar: Exemplar): void {
    if (!this.#open) return;
    this.#introduce(ref, labels);
    this.#put(`{"k":"exemplar","r":${ref},"e":${JSON.stringify(exemplar)}}`);
  }

  metadata(metric: string, metadata: MetricMetadata): void {
    if (this.#open)
      this.#put(`{"k":"meta","m":${JSON.stringify(metric)},"d":${JSON.stringify(metadata)}}`);
  }

  /** Writes what waits. Never rejects: a failing disk is counted and told in `problem`. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#write());
    return this.#flushing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    this.#open = false;
    await this.#file?.close().catch(() => {});
    this.#file = undefined;
  }

  #introduce(ref: number, labels: Labels): void {
    if (this.#known.has(ref)) return;
    this.#known.add(ref);
    this.#put(`{"k":"series","r":${ref},"n":${JSON.stringify(labels)}}`);
  }

  #endSamples(): void {
    if (this.#samples.length === 0) return;
    const samples = this.#samples.join(',');
    this.#samples = [];
    this.#put(`{"k":"samples","t":${this.#sampleMs},"v":[${samples}]}`);
  }

  #put(record: string): void {
    if (this.#waitingBytes + record.length > this.bounds.waitingBytes) {
      this.leftOut++;
      return;
    }
    this.#waiting.push(record);
    this.#waitingBytes += record.length + 1;
  }

  async #write(): Promise<void> {
    this.#endSamples();
    if (this.#waiting.length === 0) return;
    const count = this.#waiting.length;
    const text = `${this.#waiting.join('\n')}\n`;
    this.#waiting = [];
    this.#waitingBytes = 0;
    try {
      this.#file ??= await this.#begin();
      await this.#file.write(text);
      this.#written += text.length;
      this.problem = '';
    } catch (error) {
      this.leftOut += count;
      this.problem = (error as Error).message;
    }
    const { segmentMs, segmentBytes } = this.bounds;
    const old = Date.now() - this.#startMs > segmentMs;
    if (this.#file !== undefined && (old || this.#written > segmentBytes)) await this.#end();
  }

  async #begin(): Promise<FileHandle> {
    this.#startMs = Date.now();
    this.#written = 0;
    const file = await open(segmentPath(this.folder, this.#startMs), 'a', 0o600);
    await file.write(`${HEADER}\n`);
    return file;
  }

  /** Closes a segment; the next introduces its series anew. */
  async #end(): Promise<void> {
    await this.#file?.close().catch(() => {});
    this.#file = undefined;
    this.#known = new Set();
    this.#removeOld();
  }

  #removeOld(): void {
    const segments = listSegments(this.folder);
    let bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
    for (const segment of segments) {
      const old = Date.now() - segment.writtenMs > this.bounds.keepMs;
      if (!old && bytes <= this.bounds.folderBytes) break;
      rmSync(segment.path, { force: true });
      bytes -= segment.bytes;
    }
  }
}
