import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe } from 'vitest';
import { bundleFixture, type Bundle } from './support/bundle.ts';
import type { FixtureOptions } from './support/fixture.ts';
import { FIXTURE_NODE } from './support/paths.ts';
import { FEW_ROWS } from './support/rows.ts';
import { describeTable } from './support/table.ts';

const bundles = new Map<string, Bundle>();
beforeAll(async () => {
  bundles.set('cjs', await bundleFixture('express5.cjs', 'cjs'));
  bundles.set('esm', await bundleFixture('express5.mjs', 'esm'));
});
afterAll(() => {
  for (const bundle of bundles.values()) bundle.remove();
});

const bundled = (format: 'cjs' | 'esm') => (): FixtureOptions => ({
  file: bundles.get(format)?.file ?? '',
});
const preloaded = (flag: string) => (): FixtureOptions => ({
  file: 'express5-plain.mjs',
  nodeArgs: [flag, 'sightline/register'],
});

// Node strips types without being asked since 22.18.
const strips = execFileSync(FIXTURE_NODE, ['-p', 'process.features.typescript']).toString().trim();
const typeFlags = strips === 'strip' ? [] : ['--experimental-strip-types'];

describe('the same record, however the SDK comes in', () => {
  describeTable('after the framework, by import', () => ({ file: 'express5-after.mjs' }), FEW_ROWS);
  describeTable('by require', () => ({ file: 'express5.cjs' }), FEW_ROWS);
  describeTable('by --import', preloaded('--import'), FEW_ROWS);
  describeTable('by --require', preloaded('--require'), FEW_ROWS);
  describeTable(
    'from TypeScript that Node runs',
    () => ({ file: 'express5.ts', nodeArgs: typeFlags }),
    FEW_ROWS,
  );
  describeTable('from one CommonJS file', bundled('cjs'), FEW_ROWS);
  describeTable('from one ES module file', bundled('esm'), FEW_ROWS);
});
