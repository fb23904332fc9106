import type { RequestFigures } from '../measure/figures.ts';
import { CONTROL } from '../variants.ts';

type Samples = Pick<RequestFigures, 'saturated' | 'awake' | 'paced' | 'rssBytes'>;

/**
 * What everything is compared with: the samples of both bare services together. One process is
 * faster or slower than its twin for all of its life, and half of that luck is gone with two.
 */
export function baseline(all: readonly RequestFigures[]): Samples | undefined {
  const names = ['bare', CONTROL.name];
  const bare = all.filter(({ variant, faults }) => names.includes(variant.name) && !faults.size);
  if (bare.length === 0) return undefined;
  return {
    saturated: bare.flatMap((figures) => figures.saturated),
    awake: bare.flatMap((figures) => figures.awake),
    paced: bare.flatMap((figures) => figures.paced),
    rssBytes: bare.flatMap((figures) => figures.rssBytes),
  };
}
