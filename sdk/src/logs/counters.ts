import { LOG_LEVELS, type LogLevel } from '../contract/index.ts';

/** What happened to log lines, as plain numbers that the metrics read. */
export class LogCounters {
  readonly byLevel: Record<LogLevel, number> = {
    trace: 0,
    debug: 0,
    info: 0,
    warn: 0,
    error: 0,
    fatal: 0,
  };
  suppressed = 0;
  truncated = 0;
  fieldsMoved = 0;
  accepted = 0;
  delivered = 0;
  readonly dropped = new Map<string, number>();
  readonly failures = new Map<string, number>();
  lastSuccessMs = 0;

  get inFlight(): number {
    let dropped = 0;
    for (const count of this.dropped.values()) dropped += count;
    return this.accepted - this.delivered - dropped;
  }

  /** Levels between the named ones (an application may define its own) count as the one below. */
  countLevel(value: number): void {
    if (value >= LOG_LEVELS.fatal) this.byLevel.fatal += 1;
    else if (value >= LOG_LEVELS.error) this.byLevel.error += 1;
    else if (value >= LOG_LEVELS.warn) this.byLevel.warn += 1;
    else if (value >= LOG_LEVELS.info) this.byLevel.info += 1;
    else if (value >= LOG_LEVELS.debug) this.byLevel.debug += 1;
    else this.byLevel.trace += 1;
  }

  drop(reason: string, lines: number): void {
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + lines);
  }

  fail(reason: string): void {
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }
}
