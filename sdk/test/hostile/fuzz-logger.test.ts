import { expect, test } from 'vitest';
import { fuzzLogger } from './fuzz-logger.ts';

test('5,000 random values make 5,000 lines of the contract, each within its bound', () => {
  const seed = Date.now();
  const { problems } = fuzzLogger(5000, seed);
  expect(problems, `seed ${seed}`).toEqual([]);
});
