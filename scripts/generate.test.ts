import { expect, test } from 'vitest';
import { staleFiles } from './generate.ts';

test('generated files are committed as the source makes them', () => {
  expect(staleFiles()).toEqual([]);
});
