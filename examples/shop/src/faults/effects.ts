// What the faults of calls and requests do, each as a function that the place it acts at calls.
import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { BAD_VERSION } from './catalogue.ts';
import { faults } from './switches.ts';

const EVERY_CALL = 3;
const EVERY_REQUEST = 10;
const EVERY_ORDER = 5;
const BLOCK_MS = 400;
const LEAK_SLOTS = 12_500;
/** Of 100 kB each: 300 MB. */
const LEAKS_MAX = 3000;
const MESSAGE_MS = 3000;
const CRASH_AFTER_MS = 2000;

/** True for the n-th time and every n-th after it, the same in each run. */
function everyNth(n: number): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % n === 0;
  };
}

class BurstError extends Error {
  override readonly name = 'BurstError';
  readonly code = status.INTERNAL;
}

const isThirdCall = everyNth(EVERY_CALL);

export function errorBurst(): void {
  if (faults.isOn('error-burst') && isThirdCall()) throw new BurstError('the shelf fell down');
}

const isTenthRequest = everyNth(EVERY_REQUEST);

export function blockedLoop(): void {
  if (!faults.isOn('blocked-loop') || !isTenthRequest()) return;
  const end = performance.now() + BLOCK_MS;
  while (performance.now() < end);
}

let leaked: number[][] = [];
faults.watch('memory-leak', (isOn) => {
  if (!isOn) leaked = [];
});

/** Numbers on the heap: a buffer would lie beside it, where the heap's limit does not count. */
export function memoryLeak(): void {
  if (!faults.isOn('memory-leak') || leaked.length >= LEAKS_MAX) return;
  leaked.push(Array.from({ length: LEAK_SLOTS }, (_, index) => index));
}

export async function queueBacklog(): Promise<void> {
  if (faults.isOn('queue-backlog')) await sleep(MESSAGE_MS);
}

/** From the start of the service on, or from when the fault is switched on. */
export function crashLoop(): void {
  let timer: NodeJS.Timeout | undefined;
  faults.watch('crash-loop', (isOn) => {
    clearTimeout(timer);
    if (isOn) timer = setTimeout(() => process.exit(1), CRASH_AFTER_MS);
  });
}

const isFifthOrder = everyNth(EVERY_ORDER);

/** The version has the mistake, not the moment: the starter runs the version of the fault. */
export function badDeploy(): void {
  if (process.env['SHOP_VERSION'] !== BAD_VERSION || !isFifthOrder()) return;
  throw new TypeError("Cannot read properties of undefined (reading 'discount')");
}
