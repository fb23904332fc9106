import { signal } from '@preact/signals';
import type { WireLog, WireTick } from '../../../src/wire/index.ts';
import { advance, live } from './range.ts';

export type Connection = 'connecting' | 'open' | 'lost';

export const connection = signal<Connection>('connecting');
export const lastTick = signal<WireTick | undefined>(undefined);

/** Lines of the live tail as they come; the logs page listens while it is open. */
export interface Tail {
  readonly filter: string;
  readonly onLines: (lines: readonly WireLog[]) => void;
}

/** Browsers allow few connections to one host, so there is one stream, whatever listens. */
export const tail = signal<Tail | undefined>(undefined);

let source: EventSource | undefined;

function close(): void {
  source?.close();
  source = undefined;
}

function open(): void {
  close();
  const listening = tail.value;
  const query = listening === undefined ? '' : `?logs=${encodeURIComponent(listening.filter)}`;
  const stream = new EventSource(`/api/live${query}`);
  source = stream;
  stream.addEventListener('open', () => {
    connection.value = 'open';
  });
  stream.addEventListener('error', () => {
    connection.value = 'lost';
  });
  stream.addEventListener('tick', (event: MessageEvent<string>) => {
    connection.value = 'open';
    const tick = JSON.parse(event.data) as WireTick;
    lastTick.value = tick;
    advance(tick.nowMs);
  });
  stream.addEventListener('logs', (event: MessageEvent<string>) => {
    tail.value?.onLines(JSON.parse(event.data) as WireLog[]);
  });
}

/** A page in the background holds no connection. */
function onVisibility(): void {
  if (document.hidden) close();
  else open();
}

export function startLive(): void {
  document.addEventListener('visibilitychange', onVisibility);
  let filter: string | undefined;
  tail.subscribe((next) => {
    if (source !== undefined && next?.filter === filter) return;
    filter = next?.filter;
    if (!document.hidden) open();
  });
  // Without a stream (it was refused, or a proxy holds it back) the page still moves on.
  setInterval(() => {
    if (live.value && connection.value !== 'open') advance(Date.now());
  }, 1000);
}
