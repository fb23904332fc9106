import { isatty, WriteStream } from 'node:tty';

import type { Settings } from '../config/settings.ts';
import { LOG_LEVELS, SHIPPED_DIRECT, SHIPPED_OTLP, TRUNCATED_LABEL } from '../contract/index.ts';
import type { Operation, OutcomeSeries, RequestRecord } from '../record/index.ts';
import { newFolderName } from '../spool/index.ts';
import { watchAppPino } from './app-pino.ts';
import { LogCounters } from './counters.ts';
import { Outbox, type CourierEvents } from './direct/index.ts';
import { FieldMapper } from './fields.ts';
import { identityMembers } from './identity.ts';
import { LevelControl } from './level.ts';
import { asSdkLogger, createLogger, type Logger, type LoggerParts } from './logger.ts';
import { operationLevel, operationLine } from './operation-line.ts';
import { LogExport } from './otlp-export.ts';
import { prettyLine } from './pretty.ts';
import { rateLimit } from './rate-limit.ts';
import { secretNames } from './redact.ts';
import { levelOf, requestLine } from './request-line.ts';
import { LineSink } from './sink.ts';
import { openStdout } from './stdout.ts';

export { LogCounters } from './counters.ts';
export { ecsError, isError } from './errors.ts';
export { LEVEL_EXPIRY_MAX_MS, LevelControl, LEVELS, type Level } from './level.ts';
export type { Logger } from './logger.ts';

/** The log signal. The logger exists from import; `start` gives it identity and a destination. */
export class Logs {
  readonly counters = new LogCounters();
  readonly sink = new LineSink(this.counters);
  readonly logger: Logger;
  level: LevelControl | undefined;
  /** The way over OTLP; undefined = not asked for. */
  export: LogExport | undefined;
  /** The way to Elasticsearch; undefined = not asked for. */
  direct: Outbox | undefined;
  /** Told what happens on that way; filled in by who knows how to say it. */
  readonly directEvents: CourierEvents = {
    onOutage: () => undefined,
    onRecovery: () => undefined,
    onDiskFault: () => undefined,
    onDeadLetter: () => undefined,
    onDropped: () => undefined,
    onThreadDied: () => undefined,
  };
  #shipped: string | undefined;
  #requestLog: Settings['requestLog'] = 'all';
  #mapper = new FieldMapper(secretNames([]), this.counters, (id) => id);
  readonly #hooks: LoggerParts['hooks'] = {};
  readonly #stops: (() => void)[] = [];
  #announce: (() => void) | undefined;
  #sdkLogger: Logger | undefined;

  constructor() {
    // Lines from before `init` are held at every level; `start` keeps those that the level admits.
    this.logger = createLogger({
      sink: this.sink,
      mapper: () => this.#mapper,
      shipped: () => this.#shipped,
      level: 'trace',
      hooks: this.#hooks,
    });
  }

  start(settings: Settings, userId: (id: string) => string): void {
    this.#requestLog = settings.requestLog;
    this.#mapper = new FieldMapper(
      secretNames(settings.redactKeys),
      this.counters,
      userId,
      settings.logMaxLineBytes,
    );
    if (settings.logRateLimit > 0) this.#limit(settings.logRateLimit);
    this.level = new LevelControl(this.logger, settings.logLevel);
    if (settings.logsExporters.includes('otlp')) {
      this.export = new LogExport(settings, this.counters);
      // Whoever ships standard output drops lines with this label: they are on their way already.
      if (settings.logsStdout) this.#shipped = SHIPPED_OTLP;
    }
    this.#openDirect(settings);
    this.#configureSink(settings, false);
    this.#stops.push(watchAppPino(this.counters));
  }

  #openDirect({ logsElasticsearch, spool, serviceName, logsStdout }: Settings): void {
    if (logsElasticsearch === undefined) return;
    const folder = newFolderName();
    this.direct = new Outbox(
      {
        elasticsearch: logsElasticsearch,
        spool: spool && { ...spool, service: serviceName, folder },
      },
      this.counters,
      this.directEvents,
    );
    if (logsStdout) this.#shipped = SHIPPED_DIRECT;
  }

  /** Only the application's own lines, without any hook: the SDK is switched off. */
  startPlain(settings: Settings): void {
    this.level = new LevelControl(this.logger, settings.logLevel);
    // Nobody ships them: they must not vanish because somebody would have.
    const logsStdout = settings.logsStdout || settings.logsElasticsearch !== undefined;
    this.#configureSink({ ...settings, logsStdout }, true);
  }

  #configureSink(settings: Settings, isImmediate: boolean): void {
    this.sink.configure({
      write: settings.logsStdout ? openStdout() : undefined,
      direct: this.direct,
      forward: this.export === undefined ? undefined : (line) => this.export?.add(line),
      identity: identityMembers(settings),
      maxLineLength: settings.logMaxLineBytes,
      format: formatter(settings),
      minLevel: this.logger.levelVal,
      isImmediate,
    });
  }

  #limit(maxLines: number): void {
    const limit = rateLimit(maxLines, this.counters, (message, suppressed) => {
      this.logger.warn({ suppressed, suppressed_message: message }, 'log lines suppressed');
    });
    this.#hooks.logMethod = limit.logMethod;
    this.#announce = () => limit.stop();
  }

  /** The request line, unless the settings or the level keep it back. */
  onServerEnd(record: RequestRecord): void {
    if (this.#requestLog === 'off') return;
    const level = levelOf(record);
    const value = LOG_LEVELS[level];
    if (value < this.logger.levelVal) return;
    if (this.#requestLog === 'errors' && value < LOG_LEVELS.error) return;
    if (record.labels?.[TRUNCATED_LABEL] !== undefined) this.counters.truncated += 1;
    this.sink.writeBytes(requestLine(record, level, this.sink.identity, this.#shipped), value);
  }

  /** The line of a call or message that came from outside, under the same settings. */
  onOperationEnd(operation: Operation): void {
    if (this.#requestLog === 'off') return;
    const value = LOG_LEVELS[operationLevel(operation.outcome as OutcomeSeries)];
    if (value < this.logger.levelVal) return;
    if (this.#requestLog === 'errors' && value < LOG_LEVELS.error) return;
    this.sink.writeBytes(operationLine(operation, this.sink.identity, this.#shipped), value);
  }

  /** Request lines of records as frames of the spool. */
  framesOf(
    records: readonly RequestRecord[],
    operations: readonly Operation[],
  ): { payload: Uint8Array; items: number }[] {
    if (records.length + operations.length === 0 || this.#requestLog === 'off') return [];
    const lines = records.map((record) =>
      Buffer.from(requestLine(record, levelOf(record), this.sink.identity, this.#shipped)),
    );
    for (const operation of operations) {
      lines.push(Buffer.from(operationLine(operation, this.sink.identity, this.#shipped)));
    }
    return [{ payload: Buffer.concat(lines), items: lines.length }];
  }

  /** The last lines: what the rate limit held back and has not told yet. */
  announce(): void {
    this.#announce?.();
  }

  /** A line of the SDK itself. */
  sdkLine(level: 'info' | 'warn' | 'error' | 'fatal', message: string, fields: object): void {
    this.#sdkLogger ??= asSdkLogger(this.logger.child({}));
    this.#sdkLogger[level](fields, message);
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.level?.reset();
  }
}

function formatter(settings: Settings): ((line: string) => string) | undefined {
  const terminal = isatty(1);
  const pretty = settings.logsPretty === 'auto' ? terminal : settings.logsPretty;
  if (!pretty) return undefined;
  const colour = terminal && WriteStream.prototype.getColorDepth() > 1;
  return (line) => prettyLine(line, colour);
}
