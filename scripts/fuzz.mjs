// `npm run fuzz`: a million malformed requests to the admin server of a running service, and a
// million random values to the logger. `--cases=N` for another number of each, `--seed=N` to repeat
// a run. Prints seed and figures; exit code 1 when something was harmed.
import { parseArgs } from 'node:util';

import { fuzzLogger } from '../sdk/test/hostile/fuzz-logger.ts';
import { runFixture } from '../sdk/test/support/fixture.ts';
import { SMALL_HEAP, survivesFuzz } from '../sdk/test/support/fuzz.ts';

const CASES = '1000000';
const { values: flags } = parseArgs({
  options: { cases: { type: 'string', default: CASES }, seed: { type: 'string' } },
});
const cases = Number(flags.cases);
const seed = Number(flags.seed ?? Date.now() % 2 ** 31);
if (!(Number.isSafeInteger(cases) && cases > 0 && Number.isSafeInteger(seed))) {
  console.error('usage: npm run fuzz -- [--cases=N] [--seed=N]');
  process.exit(2);
}
/** A line of progress after each of this many cases. */
const TOLD_EVERY = Math.max(10_000, Math.ceil(cases / 10));
const progress = (done) => {
  if (done % TOLD_EVERY === 0) console.log(`  ${done} of ${cases}`);
};

async function requests() {
  const fixture = await runFixture({ file: 'express5.mjs', nodeArgs: SMALL_HEAP });
  try {
    return await survivesFuzz(fixture, cases, seed, progress);
  } finally {
    await fixture.dispose();
  }
}

function report(what, problems) {
  for (const problem of problems) console.log(`FAILED: ${what}: ${problem}`);
  return problems.length;
}

console.log(`seed ${seed}, ${cases} cases of each`);
const wire = await requests();
const answers = Object.entries(wire.statuses).map(([status, count]) => `${count} x ${status}`);
console.log(
  `${wire.sent} malformed requests in ${wire.seconds.toFixed(0)} s: ${answers.join(', ')}; ` +
    `memory ${(wire.grownBytes / 1e6).toFixed(0)} MB more`,
);
const lines = fuzzLogger(cases, seed);
console.log(
  `${lines.logged} random values logged in ${lines.seconds.toFixed(0)} s; ` +
    `the slowest took ${lines.slowestMs.toFixed(0)} ms`,
);
const failed = report('requests', wire.problems) + report('values', lines.problems);
console.log(failed === 0 ? '2 passed, 0 failed' : `${failed} problems with seed ${seed}`);
process.exitCode = failed === 0 ? 0 : 1;
