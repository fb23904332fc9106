import { randomBytes } from 'node:crypto';
import { JOURNEYS, type Journey } from './journeys.ts';

export interface Profile {
  readonly about: string;
  readonly journeyOf: (index: number) => Journey;
  /** How many times the rate, at a share (0 to 1) of the whole time. */
  readonly timesAt: (share: number) => number;
  readonly timesMax: number;
}

const SPIKE_TIMES = 10;
const SPIKE = { from: 0.45, to: 0.55 };

const steady = { timesAt: () => 1, timesMax: 1 };
const around =
  (journeys: readonly Journey[]) =>
  (index: number): Journey =>
    journeys[index % journeys.length] as Journey;

/** What scanners ask every server on the internet for. */
const BAIT = ['.env', 'wp-admin/', 'backup.zip', 'api/v1/users', 'server-status', '../etc/passwd'];

function scan(index: number): Journey {
  const noise = randomBytes(6).toString('hex');
  const path = index % 2 === 0 ? `/${noise}/${BAIT[(index / 2) % BAIT.length]}` : `/${noise}`;
  return { method: 'GET', path: index % 3 === 0 ? `${path}?id=${noise}` : path };
}

export const PROFILES = {
  shop: { about: 'customers as npm start has them', journeyOf: around(JOURNEYS), ...steady },
  browse: {
    about: 'customers who only look at what there is',
    journeyOf: around(
      ['/products', '/products/teapot', '/products/green-tea', '/products/cup'].map((path) => ({
        method: 'GET',
        path,
      })),
    ),
    ...steady,
  },
  scanner: { about: 'nobody you know, who asks for random addresses', journeyOf: scan, ...steady },
  spike: {
    about: `customers, and for a tenth of the time ${SPIKE_TIMES} times as many`,
    journeyOf: around(JOURNEYS),
    timesAt: (share) => (share >= SPIKE.from && share < SPIKE.to ? SPIKE_TIMES : 1),
    timesMax: SPIKE_TIMES,
  },
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileName = keyof typeof PROFILES;

export function isProfileName(text: string): text is ProfileName {
  return Object.hasOwn(PROFILES, text);
}
