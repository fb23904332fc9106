import { expect, test } from 'vitest';
import { runFixture } from './support/fixture.ts';
import { expectSurvivesFuzz, SMALL_HEAP } from './support/fuzz.ts';

test('2,000 malformed requests leave the admin server and the service unharmed', async () => {
  const fixture = await runFixture({ file: 'express5.mjs', nodeArgs: SMALL_HEAP });
  try {
    await expectSurvivesFuzz(fixture, 2000, Date.now());
  } finally {
    await fixture.dispose();
  }
  expect(fixture.child.stderr).toEqual([]);
});
