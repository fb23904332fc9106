import type { AdminPart } from './admin-part.ts';
import type { BlackBox } from './black-box.ts';
import { ERROR_TYPE } from './contract/index.ts';
import { watchCrashes, watchExit, watchSignals } from './lifecycle/index.ts';
import type { Parts } from './parts.ts';

/** How the SDK ends with its process: signals, exits, crashes, and `shutdown`. */
export class Ending {
  isDraining = false;
  readonly #parts: Parts;
  readonly #blackBox: BlackBox;
  readonly #admin: () => AdminPart;
  readonly #timeoutMs: number;
  readonly #stops: (() => void)[];
  #isFinished = false;
  #isCrashing = false;
  #shutdown: Promise<void> | undefined;

  constructor(parts: Parts, blackBox: BlackBox, admin: () => AdminPart, timeoutMs: number) {
    this.#parts = parts;
    this.#blackBox = blackBox;
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
        this.#isCrashing = true;
        logs.sdkLine('fatal', 'uncaught error', { err: error, origin });
        logs.sink.flushSync();
      }),
    ];
  }

  /** Something more to end with the SDK, which may go on after `shutdown`. */
  onStop(stop: () => void): void {
    this.#stops.push(stop);
  }

  /** Sends what is queued, then counts what is still open and sends that. One deadline for all. */
  async #flush(): Promise<void> {
    const { exports } = this.#parts;
    const deadlineMs = performance.now() + this.#timeoutMs;
    const left = (): number => Math.max(0, deadlineMs - performance.now());
    await exports.flush(left());
    this.#endOpen();
    await Promise.all([exports.flush(left()), exports.flushMetrics(left())]);
  }

  /** Requests and spans that nobody will end any more. */
  #endOpen(): void {
    const { instrumentation, traces } = this.#parts;
    const errorType = this.#isCrashing ? ERROR_TYPE.crash : ERROR_TYPE.shutdown;
    traces.endOpen(errorType);
    instrumentation.endOpen(errorType);
  }

  /** The synchronous rest, once. */
  #finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    const { exports, logs } = this.#parts;
    this.#blackBox.stop();
    this.#endOpen();
    logs.announce();
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
    const { instrumentation, libraries, logs, metrics } = this.#parts;
    this.isDraining = true;
    await this.#flush();
    for (const stop of this.#stops) stop();
    libraries.uninstall();
    instrumentation.uninstall();
    metrics.stop();
    await this.#admin().stop();
    this.#finish();
    logs.stop();
  }
}
