export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'unknown'] as const;
export type Level = (typeof LEVELS)[number];

/** A log line on its way into the store: the columns, and the line itself as JSON text. */
export interface LogInput {
  readonly timeMs: number;
  readonly level: Level;
  readonly service: string;
  /** 32 lower-case hex digits; empty when the line belongs to no trace. */
  readonly traceId: string;
  /** Nested ECS JSON, one line, UTF-8, no newline. What the line said, unchanged. */
  readonly json: Uint8Array;
}

/** A kept line. `sequence` rises by one per line that this process took. */
export interface LogEntry {
  readonly sequence: number;
  readonly timeMs: number;
  readonly level: Level;
  readonly service: string;
  readonly traceId: string;
  /** The line as parsed JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
}
