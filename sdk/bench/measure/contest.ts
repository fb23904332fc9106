import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '../machine/service.ts';
import type { RequestFigures } from './figures.ts';

/** Exports that a slice leaves behind are counted with it: batches wait at most 1 s. */
const TAIL_MS = 1300;
const BETWEEN_SLICES_MS = 40;

/** A running service that takes part. */
export interface Contestant {
  readonly figures: RequestFigures;
  readonly service: Service;
  requests: number;
  errors: number;
  /** Set when the service failed during the run; it takes no further part. */
  failed: boolean;
}

/** A service that fails makes its own figures invalid and leaves the others to be measured. */
export async function attempt<T>(
  contestant: Contestant,
  step: () => Promise<T>,
): Promise<T | undefined> {
  if (contestant.failed) return undefined;
  try {
    return await step();
  } catch (error) {
    contestant.failed = true;
    contestant.figures.faults.add((error as Error).message);
    return undefined;
  }
}

/**
 * One slice for every contestant in a new order. The reading that ends a slice is taken after its
 * exports went out, while the next slices already run: CPU time is accounted per process.
 */
export async function playRound(
  contestants: Contestant[],
  play: (contestant: Contestant) => Promise<() => Promise<void>>,
): Promise<void> {
  const readings: Promise<void>[] = [];
  for (const contestant of shuffle(contestants)) {
    const close = await attempt(contestant, () => play(contestant));
    if (close === undefined) continue;
    readings.push(sleep(TAIL_MS).then(() => attempt(contestant, close)));
    await sleep(BETWEEN_SLICES_MS);
  }
  await Promise.all(readings);
}

function shuffle<T>(items: readonly T[]): T[] {
  const order = [...items];
  for (let index = order.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    [order[index], order[other]] = [order[other] as T, order[index] as T];
  }
  return order;
}
