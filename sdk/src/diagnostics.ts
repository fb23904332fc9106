import { DiagLogLevel, type DiagLogger } from '@opentelemetry/api';

import type { Resolution } from './config/index.ts';
import type { Logs } from './logs/index.ts';

const LEVELS: Record<string, DiagLogLevel> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

/** Unless asked for, OpenTelemetry's own code only reports errors: outages have a line of ours. */
export function diagnosticLevel({ settings, sources }: Resolution): DiagLogLevel {
  const isAsked = sources['diagnosticLevel'] !== 'default';
  return isAsked ? (LEVELS[settings.diagnosticLevel] ?? DiagLogLevel.INFO) : DiagLogLevel.ERROR;
}

/** Diagnostics of OpenTelemetry's code as log lines of the SDK. */
export function diagnosticLogger(logs: Logs): DiagLogger {
  const line =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, ...details: unknown[]): void => {
      const text = details.map((detail) => String(detail)).join(' ');
      logs.sdkLine(level, `opentelemetry: ${message}`, text === '' ? {} : { details: text });
    };
  return {
    error: line('error'),
    warn: line('warn'),
    info: line('info'),
    debug: line('info'),
    verbose: line('info'),
  };
}
