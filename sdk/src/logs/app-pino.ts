import { channel } from 'node:diagnostics_channel';

import { LOG_FIELD } from '../contract/index.ts';
import { activeIds } from './active-ids.ts';
import type { LogCounters } from './counters.ts';
import { OWN_LOGGER } from './logger.ts';

const CHINDINGS = 'pino.chindings';

interface Message {
  readonly instance: Record<symbol, unknown>;
  readonly arguments: ArrayLike<unknown>;
  /** What to put back when the line is made. */
  restore?: string;
}

/**
 * Gives the application's own pino loggers the ids of the request, through pino's channel (pino
 * 10). For the time of one line the ids stand among the instance's bindings; neither the caller's
 * object nor the arguments are touched.
 */
export function watchAppPino(counters: LogCounters): () => void {
  const symbols = new WeakMap<object, symbol>();
  // A line that is logged while this instance writes another finds the ids in place already.
  let busy: object | undefined;

  const symbolOf = (instance: object): symbol | undefined => {
    const root = rootOf(instance);
    let symbol = symbols.get(root);
    if (symbol === undefined) {
      symbol = findSymbol(instance);
      if (symbol !== undefined) symbols.set(root, symbol);
    }
    return symbol;
  };
  const onStart = (value: unknown): void => {
    const message = value as Message;
    const { instance } = message;
    if (instance[OWN_LOGGER] === true) return;
    const level = message.arguments[2];
    if (typeof level === 'number') counters.countLevel(level);
    const ids = instance === busy ? undefined : activeIds();
    const symbol = ids === undefined ? undefined : symbolOf(instance);
    if (ids === undefined || symbol === undefined) return;
    const bindings = String(instance[symbol]);
    const trace = `"${LOG_FIELD.trace}":{"id":"${ids.traceId}"}`;
    const span = `"${LOG_FIELD.span}":{"id":"${ids.spanId}"}`;
    // What throws in a subscriber ends the process; a frozen logger goes without ids.
    if (!Reflect.set(instance, symbol, `${bindings},${trace},${span}`)) return;
    message.restore = bindings;
    busy = instance;
  };
  const onEnd = (value: unknown): void => {
    const message = value as Message;
    if (message.restore === undefined) return;
    busy = undefined;
    const symbol = symbolOf(message.instance);
    if (symbol !== undefined) message.instance[symbol] = message.restore;
  };

  const start = channel('tracing:pino_asJson:start');
  const end = channel('tracing:pino_asJson:end');
  start.subscribe(onStart);
  end.subscribe(onEnd);
  return () => {
    start.unsubscribe(onStart);
    end.unsubscribe(onEnd);
  };
}

/** The prototype that all loggers of one copy of pino share. */
function rootOf(instance: object): object {
  let at = instance;
  for (;;) {
    const above = Object.getPrototypeOf(at) as object | null;
    if (above === null || !('child' in above)) return at;
    at = above;
  }
}

/** pino's symbols are its own; each copy of pino has another one of this description. */
function findSymbol(instance: object): symbol | undefined {
  for (
    let at: object | null = instance;
    at !== null;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    const found = Object.getOwnPropertySymbols(at).find(
      (symbol) => symbol.description === CHINDINGS,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}
