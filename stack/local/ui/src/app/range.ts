import { computed, signal } from '@preact/signals';
import type { WireKept } from '../../../src/wire/index.ts';
import { getJson, inFlight } from '../data/fetch.ts';
import { location, setParams } from './location.ts';
import { isRelative, refreshMs, resolveRange, shifted, type Range } from './range-text.ts';

/** "Now" of the page: stands still while live is off, so that what is read does not move. */
export const nowMs = signal(Date.now());

export const fromText = computed(() => location.value.params.get('from') ?? '');
export const toText = computed(() => location.value.params.get('to') ?? '');

/** Time of the oldest data that is kept; 0 while it is not known. */
export const sinceMs = signal(0);

export const range = computed<Range>(() =>
  resolveRange(fromText.value, toText.value, nowMs.value, sinceMs.value),
);

/** How long the first page waits to know where the data begins. */
const WAIT_MS = 400;

/** Finds out where the data begins, so that a young stack is not shown as mostly empty. */
export async function findStart(): Promise<void> {
  try {
    const { signals } = await getJson<WireKept>('/api/kept', AbortSignal.timeout(WAIT_MS));
    const known = signals.flatMap(({ oldestMs }) => oldestMs ?? []);
    sinceMs.value = known.length === 0 ? Date.now() : Math.min(...known);
  } catch {
    // The pages say themselves what is wrong with the server.
  }
}

/** The switch in the top bar. */
export const liveWanted = computed(() => location.value.params.get('live') !== '0');
/** Fixed ranges have no live edge. */
export const live = computed(() => liveWanted.value && isRelative(toText.value));

export function setLive(on: boolean): void {
  nowMs.value = Date.now();
  setParams(on && !isRelative(toText.value) ? { live: null, from: null, to: null } : liveParam(on));
}

function liveParam(on: boolean): { live: string | null } {
  return { live: on ? null : '0' };
}

export function setRange(from: string | number, to: string | number): void {
  nowMs.value = Date.now();
  const plain = typeof from === 'number' ? String(Math.floor(from)) : from;
  setParams({ from: plain, to: typeof to === 'number' ? Math.ceil(to) : to === 'now' ? '' : to });
}

export function shiftRange(direction: -1 | 1): void {
  setParams(shifted(range.value, direction));
}

/** Called once a second, or with the server's ticks. Waits for answers that are on their way. */
export function advance(serverMs: number = Date.now()): void {
  if (!live.value || inFlight.value > 0 || document.hidden) return;
  if (serverMs - nowMs.value >= refreshMs(range.value)) nowMs.value = serverMs;
}

/** `from=...&to=...` for the API, whole milliseconds. */
export function rangeQuery({ from, to }: Range = range.value): string {
  return `from=${Math.floor(from)}&to=${Math.ceil(to)}`;
}
