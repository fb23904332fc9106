import type { Settings } from '../config/settings.ts';
import { SDK_VERSION } from '../config/version.ts';
import { SCOPE_NAME } from '../contract/index.ts';
import { encodeResource, ExportQueue, otlpSender, type Scope } from '../otlp/index.ts';
import type { LogCounters } from './counters.ts';
import { writeLogRecord } from './otlp-encode.ts';

const SCOPE: Scope = { name: SCOPE_NAME, version: SDK_VERSION };
const ROUTE = {
  signal: 'LOGS',
  grpcService: 'LogsExportService',
  grpcPath: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  httpPath: 'v1/logs',
  component: 'log',
} as const;
/** Defaults of the specification's batch log record processor. */
const SCHEDULE_DELAY_MS = 1000;

/** Sends log lines over OTLP, in place of standard output or beside it. */
export class LogExport {
  readonly queue: ExportQueue;

  constructor(settings: Settings, counters: LogCounters) {
    this.queue = new ExportQueue(
      {
        maxQueueSize: settings.batchMaxQueueSize,
        maxExportSize: settings.batchMaxExportSize,
        scheduleDelayMs: SCHEDULE_DELAY_MS,
        resource: encodeResource(settings.resourceAttributes),
      },
      counters,
      () => otlpSender(settings.otlpLogs, ROUTE, settings.batchExportTimeoutMs),
    );
  }

  add(line: string): void {
    this.queue.add(SCOPE, writeLogRecord, line);
  }
}
