import { useEffect, useRef, useState } from 'preact/hooks';
import type { WireLog, WireLogs } from '../../../src/wire/index.ts';
import { connection, tail } from '../app/live.ts';
import { fromText, live, nowMs, rangeQuery, sinceMs, toText } from '../app/range.ts';
import { resolveRange } from '../app/range-text.ts';
import { ApiError, getJson } from '../data/fetch.ts';
import { append, prepend } from './lines.ts';

const PAGE = 500;
/** More than this is not held back: it is asked for again. */
export const WAITING_MAX = 2000;

export interface Lines {
  readonly lines: readonly WireLog[] | undefined;
  readonly error: ApiError | undefined;
  readonly partial: boolean;
  /** New ones that wait while the reader reads. */
  readonly waiting: readonly WireLog[];
  readonly release: () => void;
  /** Asks for older ones; nothing happens when there are none or they are on their way. */
  readonly more: () => void;
  readonly ended: boolean;
}

interface State {
  readonly lines: readonly WireLog[] | undefined;
  readonly next: number | null;
  readonly partial: boolean;
  readonly error: ApiError | undefined;
  readonly waiting: readonly WireLog[];
}

const EMPTY: State = {
  lines: undefined,
  next: null,
  partial: false,
  error: undefined,
  waiting: [],
};

function asError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, String(error));
}

/** Rises when the stream was lost and is back: lines may have been missed. */
function useReconnects(): number {
  const [count, setCount] = useState(0);
  const lost = useRef(false);
  useEffect(
    () =>
      connection.subscribe((state) => {
        if (state === 'lost') lost.current = true;
        if (state !== 'open' || !lost.current) return;
        lost.current = false;
        setCount((old) => old + 1);
      }),
    [],
  );
  return count;
}

/** Listens to the live tail while the page is live and the filter is known to be right. */
function useTail(
  filter: string,
  ready: boolean,
  onLines: (lines: readonly WireLog[]) => void,
): void {
  const on = live.value && ready;
  useEffect(() => {
    if (!on) return undefined;
    tail.value = { filter, onLines };
    return () => {
      tail.value = undefined;
    };
  }, [on, filter]);
}

/** The lines that match, newest first: a page from the server, older ones on demand, new ones. */
export function useLines(filter: string, reading: boolean): Lines {
  const [state, setState] = useState<State>(EMPTY);
  const held = useRef(reading);
  held.current = reading;
  const busy = useRef(false);
  const reconnects = useReconnects();
  const [reloads, setReloads] = useState(0);
  // A live list is asked for once and grows by the stream; a paused one follows the range.
  const pausedAt = live.value ? 0 : nowMs.value;
  const range = resolveRange(fromText.value, toText.value, nowMs.peek(), sinceMs.peek());
  const query = `/api/logs?q=${encodeURIComponent(filter)}&limit=${PAGE}&${rangeQuery(range)}`;
  useEffect(() => {
    const stop = new AbortController();
    busy.current = false;
    getJson<WireLogs>(query, stop.signal).then(
      ({ lines, next, partial }) => setState({ ...EMPTY, lines, next, partial }),
      (error: unknown) => !stop.signal.aborted && setState({ ...EMPTY, error: asError(error) }),
    );
    return () => stop.abort();
  }, [filter, fromText.value, toText.value, pausedAt, reconnects, reloads]);
  useTail(filter, state.lines !== undefined, (fresh) =>
    setState((old) => {
      if (old.lines === undefined) return old;
      if (held.current) {
        return { ...old, waiting: [...old.waiting, ...fresh].slice(0, WAITING_MAX) };
      }
      return { ...old, lines: prepend(old.lines, [...old.waiting, ...fresh]), waiting: [] };
    }),
  );
  const more = (): void => {
    if (busy.current || state.next === null) return;
    busy.current = true;
    getJson<WireLogs>(`${query}&before=${state.next}`, new AbortController().signal).then(
      ({ lines, next }) => {
        busy.current = false;
        setState((old) => ({ ...old, lines: append(old.lines ?? [], lines), next }));
      },
      () => {
        busy.current = false;
      },
    );
  };
  const release = (): void => {
    if (state.waiting.length >= WAITING_MAX) setReloads(reloads + 1);
    else setState((old) => ({ ...old, lines: prepend(old.lines ?? [], old.waiting), waiting: [] }));
  };
  return { ...state, release, more, ended: state.next === null };
}
