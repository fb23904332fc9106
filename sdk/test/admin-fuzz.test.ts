import { expect, test } from 'vitest';
import { runFixture } from './support/fixture.ts';
import { SMALL_HEAP, survivesFuzz } from './support/fuzz.ts';

test('2,000 malformed requests leave the admin server and the service unharmed', async () => {
  const fixture = await runFixture({ file: 'express5.mjs', nodeArgs: SMALL_HEAP });
  try {
    const seed = Date.now();
    const { problems } = await survivesFuzz(fixture, 2000, seed);
    expect(problems, `seed ${seed}`).toEqual([]);
  } finally {
    await fixture.dispose();
  }
});
