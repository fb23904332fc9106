import type { Level } from '../../model/index.ts';
import { levelOf } from './level.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What a line is found by. */
export interface LineColumns {
  readonly timeMs: number;
  readonly level: Level;
  readonly service: string;
  /** 32 lower-case hex digits, or empty. */
  readonly traceId: string;
}

/** What holds where a line says nothing. */
export interface LineDefaults {
  readonly service: string;
  readonly nowMs: number;
}

/** Epoch numbers below these are seconds, milliseconds, microseconds; above, nanoseconds. */
const SECONDS_BELOW = 1e11;
const MILLISECONDS_BELOW = 1e14;
const MICROSECONDS_BELOW = 1e17;
/** The largest time that a Date can hold. */
const TIME_MAX_MS = 8.64e15;

const TRACE_ID = /^[0-9a-f]{32}$/;

/**
 * Reads the columns of a parsed line: ECS nested (`{"log":{"level":...}}`) or dotted
 * (`{"log.level":...}`), pino (`time`, `level`), and the usual names of others. A column that is
 * missing or of no use gets its default; the level `unknown`, the trace id empty.
 */
export function columnsOf(fields: JsonObject, defaults: LineDefaults): LineColumns {
  const time = fields['@timestamp'] ?? fields['time'] ?? fields['timestamp'] ?? fields['ts'];
  const level = inner(fields, 'log', 'level') ?? fields['level'] ?? fields['severity'];
  const service = inner(fields, 'service', 'name') ?? fields['service'] ?? fields['service_name'];
  const trace = inner(fields, 'trace', 'id') ?? fields['trace_id'] ?? fields['traceId'];
  return {
    timeMs: timeOf(time) ?? defaults.nowMs,
    level: levelOf(level),
    service: typeof service === 'string' && service !== '' ? service : defaults.service,
    traceId: traceIdOf(trace),
  };
}

/** `fields.outer.name`, or the member that has this path as its name. */
function inner(fields: JsonObject, outer: string, name: string): unknown {
  const object = fields[outer];
  if (typeof object === 'object' && object !== null && Object.hasOwn(object, name)) {
    return (object as JsonObject)[name];
  }
  return fields[`${outer}.${name}`];
}

function timeOf(stated: unknown): number | undefined {
  if (typeof stated === 'string') {
    const parsed = Date.parse(stated);
    if (!Number.isNaN(parsed)) return parsed;
    return /^\d{9,20}(?:\.\d+)?$/.test(stated) ? timeOf(Number(stated)) : undefined;
  }
  if (typeof stated !== 'number' || !(stated > 0)) return undefined;
  let timeMs = stated;
  if (stated < SECONDS_BELOW) timeMs = stated * 1000;
  else if (stated >= MICROSECONDS_BELOW) timeMs = stated / 1e6;
  else if (stated >= MILLISECONDS_BELOW) timeMs = stated / 1e3;
  return timeMs <= TIME_MAX_MS ? timeMs : undefined;
}

function traceIdOf(stated: unknown): string {
  if (typeof stated !== 'string' || stated.length !== 32) return '';
  if (TRACE_ID.test(stated)) return stated;
  const lower = stated.toLowerCase();
  return TRACE_ID.test(lower) ? lower : '';
}
