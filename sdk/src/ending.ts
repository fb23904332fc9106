import type { AdminPart } from './admin-part.ts';
import { watchCrashes, watchExit, watchSignals } from './lifecycle/index.ts';
import type { Parts } from './parts.ts';

/** How the SDK ends with its process: signals, exits, crashes, and `shutdown`. */
export class Ending {
  isDraining = false;
  readonly #parts: Parts;
  readonly #admin: () => AdminPart;
  readonly #timeoutMs: number;
  readonly #stops: (() => void)[];
  #isFinished = false;
  #shutdown: Promise<void> | undefined;

  constructor(parts: Parts, admin: () => AdminPart, timeoutMs: number) {
    this.#parts = parts;
    this.#admin = admin;
    this.#timeoutMs = timeoutMs;
    const { exports, logs } = parts;
    this.#stops = [
      watchSignals({
        begin: () => {
          this.isDraining = true;
        },
        flush: () => this.#flush(),
        finish: () => this.#finish(),
      }),
      watchExit({
        hasWork: () => exports.hasWork,
        flush: () => exports.flush(timeoutMs),
        finish: () => this.#finish(),
      }),
      watchCrashes((error, origin) => {
        logs.sdkLine('fatal', 'uncaught error', { err: error, origin });
        logs.sink.flushSync();
      }),
    ];
  }

  /** Sends what is queued, then counts what is still open and sends that. One deadline for all. */
  async #flush(): Promise<void> {
    const { exports, instrumentation } = this.#parts;
    const deadlineMs = Date.now() + this.#timeoutMs;
    const left = (): number => Math.max(0, deadlineMs - Date.now());
    await exports.flush(left());
    instrumentation.server.endOpen();
    await Promise.all([exports.flush(left()), exports.flushMetrics(left())]);
  }

  /** The synchronous rest, once. */
  #finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    const { exports, instrumentation, logs } = this.#parts;
    instrumentation.server.endOpen();
    exports.close();
    logs.sink.flushSync();
    this.#admin().removeTarget();
  }

  /** Ends the SDK and leaves the process running. Never rejects. */
  shutdown(): Promise<void> {
    this.#shutdown ??= this.#end().catch(() => undefined);
    return this.#shutdown;
  }

  async #end(): Promise<void> {
    const { instrumentation, logs, metrics } = this.#parts;
    this.isDraining = true;
    await this.#flush();
    for (const stop of this.#stops) stop();
    instrumentation.uninstall();
    metrics.stop();
    await this.#admin().stop();
    this.#finish();
    logs.stop();
  }
}
