import type { ServerResponse } from 'node:http';
import { compileFilter, LOG_VIEW, parseFilter } from '../filter/index.ts';
import type { TelemetryStore } from '../model/index.ts';
import { wireLog } from '../read/index.ts';
import type { WireLog, WireTick } from '../wire/index.ts';
import { SECURITY_HEADERS } from './answer.ts';

const TICK_MS = 1000;
/** At least so often, so that a page notices a dead connection. */
const QUIET_MS = 10_000;
/** Lines in one message; more at once than anybody reads. */
const LINES_PER_TICK = 200;
/** Readers at once: each holds a connection. */
const READERS_MAX = 100;
/** Text that a reader has not taken yet, above which it is left out of a turn. */
const BACKLOG_BYTES = 1024 * 1024;

interface Reader {
  readonly res: ServerResponse;
  readonly passes: ReturnType<typeof logTest> | undefined;
  lastSequence: number;
  lastSentMs: number;
  skipped: number;
}

/** Tells open pages that there is something new, and sends new lines to those that follow logs. */
export class Live {
  readonly #store: TelemetryStore;
  readonly #readers = new Set<Reader>();
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;
  #changed = false;

  constructor(store: TelemetryStore) {
    this.#store = store;
    this.#stopListening = store.onChange(() => {
      this.#changed = true;
    });
    this.#timer = setInterval(() => this.#turn(), TICK_MS);
    this.#timer.unref();
  }

  /** Throws FilterError. False when there are too many readers. */
  add(res: ServerResponse, filter: string | null): boolean {
    if (this.#readers.size >= READERS_MAX) return false;
    const passes = filter === null ? undefined : logTest(filter);
    res.writeHead(200, {
      ...SECURITY_HEADERS,
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    });
    const { accepted } = this.#store.logs.kept();
    const reader = { res, passes, lastSequence: accepted - 1, lastSentMs: 0, skipped: 0 };
    this.#readers.add(reader);
    this.#tick(reader);
    res.once('close', () => this.#readers.delete(reader));
    return true;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stopListening();
    for (const { res } of this.#readers) res.end();
    this.#readers.clear();
  }

  #turn(): void {
    const changed = this.#changed;
    this.#changed = false;
    for (const reader of this.#readers) {
      if (reader.res.writableLength > BACKLOG_BYTES) continue;
      if (changed && reader.passes !== undefined) this.#lines(reader);
      if (changed || Date.now() - reader.lastSentMs >= QUIET_MS) this.#tick(reader);
    }
  }

  #lines(reader: Reader): void {
    const lines: WireLog[] = [];
    const since = reader.lastSequence;
    let newest = since;
    this.#store.logs.scan({ fromMs: -Infinity, toMs: Infinity }, (row) => {
      if (row.sequence <= since) return false;
      newest = Math.max(newest, row.sequence);
      if (reader.passes?.(row) !== true) return true;
      if (lines.length < LINES_PER_TICK) lines.push(wireLog(row));
      else reader.skipped++;
      return true;
    });
    reader.lastSequence = newest;
    if (lines.length > 0) send(reader.res, 'logs', lines.reverse());
  }

  #tick(reader: Reader): void {
    const { logs, spans, metrics } = this.#store;
    const tick: WireTick = {
      nowMs: Date.now(),
      logs: logs.kept().accepted,
      spans: spans.kept().accepted,
      samples: metrics.kept().accepted,
      skippedLogs: reader.skipped,
    };
    reader.skipped = 0;
    reader.lastSentMs = tick.nowMs;
    send(reader.res, 'tick', tick);
  }
}

function logTest(filter: string) {
  return compileFilter(parseFilter(filter), LOG_VIEW);
}

function send(res: ServerResponse, event: string, data: unknown): void {
  res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
