import { JOURNEYS, type Journey } from './journeys.ts';
import { Load } from './load.ts';

export interface Traffic {
  /** Requests that have ended, whatever the customers saw. */
  readonly ended: () => number;
  stop(): void;
}

const RPS = 10;
const OPEN_MAX = 8;

/** What `npm start` has: the journeys, round and round, at an even, small rate. */
export function startTraffic(web: string): Traffic {
  let ended = 0;
  const load = new Load({
    web,
    rateAt: () => RPS,
    openMax: OPEN_MAX,
    journeyOf: (index) => JOURNEYS[index % JOURNEYS.length] as Journey,
    onAnswer: () => {
      ended += 1;
    },
  });
  return { ended: () => ended, stop: () => load.stop() };
}
