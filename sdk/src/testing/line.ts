import { LOG_FIELD, type DATASET, type LogLevel } from '../contract/index.ts';

/** A log line, parsed. What tests ask for often is typed; every other field is there as well. */
export interface CollectedLine {
  readonly [LOG_FIELD.timestamp]: string;
  readonly [LOG_FIELD.log]: { readonly level: LogLevel; readonly logger?: string };
  readonly [LOG_FIELD.message]: string;
  readonly [LOG_FIELD.service]: Readonly<Record<string, unknown>>;
  readonly [LOG_FIELD.trace]?: { readonly id: string };
  readonly [LOG_FIELD.span]?: { readonly id: string };
  readonly [LOG_FIELD.event]: {
    readonly id: string;
    readonly dataset?: (typeof DATASET)[keyof typeof DATASET];
    /** Nanoseconds. */
    readonly duration?: number;
    readonly outcome?: 'success' | 'failure' | 'unknown';
  };
  readonly [LOG_FIELD.error]?: {
    readonly type?: string;
    readonly message?: string;
    readonly stack_trace?: string;
  };
  readonly [LOG_FIELD.http]?: {
    /** Template of the route, as in metrics and spans. */
    readonly route?: string;
    readonly request?: { readonly method?: string; readonly body?: { readonly bytes?: number } };
    readonly response?: {
      readonly status_code?: number;
      readonly body?: { readonly bytes?: number };
    };
  };
  readonly [LOG_FIELD.url]?: { readonly path?: string; readonly [field: string]: unknown };
  readonly [LOG_FIELD.user]?: { readonly id?: string };
  readonly [LOG_FIELD.labels]?: Readonly<Record<string, unknown>>;
  readonly [LOG_FIELD.numericLabels]?: Readonly<Record<string, number>>;
  readonly [field: string]: unknown;
}

/** Parses one line of stdout; undefined when it is no log line of the SDK. */
export function parseLine(text: string): CollectedLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLine(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLine(value: unknown): value is CollectedLine {
  return (
    typeof value === 'object' &&
    value !== null &&
    LOG_FIELD.timestamp in value &&
    LOG_FIELD.ecs in value
  );
}
