import { describe, expect, test } from 'vitest';
import { MATRIX } from '../faults/matrix.ts';
import { LONG } from '../faults/plan.ts';
import { Pool } from '../faults/pool.ts';
import { problemsOf } from '../faults/verdict.ts';

const pool = new Pool(3);

describe.concurrent.each(['logs', 'spans'] as const)('%s, at full length', (signal) => {
  for (const { fault, run } of MATRIX.filter((row) => row.fault.signal.name === signal)) {
    test.runIf(fault.cannotRun === undefined)(fault.proves, async () => {
      const figures = await pool.run(() => run(fault.signal.sightline, LONG));
      expect(problemsOf(fault, figures, LONG), JSON.stringify(figures)).toEqual([]);
    });
  }
});
