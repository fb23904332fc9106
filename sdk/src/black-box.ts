import type { Settings } from './config/index.ts';
import { ERROR_TYPE } from './contract/index.ts';
import { warn } from './outages.ts';
import { watchMemory } from './memory-watch.ts';
import type { Parts } from './parts.ts';
import { LastWords } from './spool/index.ts';

/** While memory is short, what is open is written anew this often. */
const REFRESH_MS = 1000;

/**
 * Keeps on disk what would be lost if the process ran out of memory now: what waits in queues goes
 * there before anything else is tried, and open requests are written down as they stand. Nothing of
 * it remains when the danger passes. Needs a spool.
 */
export class BlackBox {
  readonly #parts: Parts;
  readonly #lines: LastWords | undefined;
  readonly #spans: LastWords | undefined;
  #stopWatching: (() => void) | undefined;
  #refresh: NodeJS.Timeout | undefined;

  constructor({ spool, serviceName, tracesExporter }: Settings, parts: Parts) {
    this.#parts = parts;
    if (spool === undefined) return;
    // Without the direct way nobody would deliver the lines; standard output has them already.
    if (parts.logs.direct !== undefined) {
      this.#lines = new LastWords(spool.dir, serviceName, 'logs');
    }
    if (tracesExporter === 'otlp') this.#spans = new LastWords(spool.dir, serviceName, 'spans');
  }

  start(): void {
    if (this.#lines === undefined && this.#spans === undefined) return;
    this.#stopWatching ??= watchMemory((isDanger) => this.#set(isDanger));
  }

  #set(isDanger: boolean): void {
    const { logs, traces } = this.#parts;
    clearInterval(this.#refresh);
    if (isDanger) {
      warn(logs, 'MEMORY_SHORT', 'the heap is near its limit; what waits is put on disk first');
      this.#refresh = setInterval(() => this.#write(), REFRESH_MS).unref();
      this.#write();
    } else {
      this.#clear();
    }
    logs.direct?.careful(isDanger);
    traces.queue.careful(isDanger);
  }

  #write(): void {
    const { instrumentation, logs, traces } = this.#parts;
    const open = instrumentation.server.snapshots(ERROR_TYPE.crash);
    const operations = instrumentation.operations.snapshots(ERROR_TYPE.crash);
    this.#lines?.write(logs.framesOf(open, operations));
    this.#spans?.write(traces.framesOf(open, operations));
  }

  #clear(): void {
    this.#lines?.clear();
    this.#spans?.clear();
  }

  /** The process ends in order: open requests are recorded in the ordinary way. */
  stop(): void {
    clearInterval(this.#refresh);
    this.#stopWatching?.();
    this.#clear();
  }
}
