import { describe, expect, test } from 'vitest';
import { MATRIX } from './matrix.ts';
import { QUICK } from './plan.ts';
import { Pool } from './pool.ts';
import { problemsOf } from './verdict.ts';

/** Processes at once; more would only slow each other down. */
const pool = new Pool(3);
/** A run takes seconds; the rest is for its turn to come on a busy machine. */
const TIMEOUT_MS = 120_000;

describe.concurrent.each(['logs', 'spans'] as const)('%s', (signal) => {
  for (const { fault, run } of MATRIX.filter((row) => row.fault.signal.name === signal)) {
    test.runIf(fault.cannotRun === undefined)(
      fault.proves,
      async () => {
        const figures = await pool.run(() => run(fault.signal.sightline, QUICK));
        expect(problemsOf(fault, figures, QUICK), JSON.stringify(figures)).toEqual([]);
      },
      TIMEOUT_MS,
    );
  }
});
