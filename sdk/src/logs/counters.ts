import { LOG_LEVELS, type LogLevel } from '../contract/index.ts';
import { ExportCounters } from '../otlp/index.ts';

/** What happened to log lines; a line that goes two ways is accepted and delivered once per way. */
export class LogCounters extends ExportCounters {
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

  /** Levels between the named ones (an application may define its own) count as the one below. */
  countLevel(value: number): void {
    if (value >= LOG_LEVELS.fatal) this.byLevel.fatal += 1;
    else if (value >= LOG_LEVELS.error) this.byLevel.error += 1;
    else if (value >= LOG_LEVELS.warn) this.byLevel.warn += 1;
    else if (value >= LOG_LEVELS.info) this.byLevel.info += 1;
    else if (value >= LOG_LEVELS.debug) this.byLevel.debug += 1;
    else this.byLevel.trace += 1;
  }
}
