import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeIsTooOld } from './node-version.ts';

test.each(['20.20.2', '22.14.0', '18.0.0'])('%s is too old, and that is said', (version) => {
  expect(nodeIsTooOld(version)).toContain(`this is Node ${version}`);
});

test.each(['22.15.0', '22.23.3', '24.0.0', '26.10.0'])('%s will do', (version) => {
  expect(nodeIsTooOld(version)).toBeUndefined();
});

test('it is the version that the package states', () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { engines } = JSON.parse(text) as { engines: { node: string } };
  expect(nodeIsTooOld(engines.node.replace('>=', ''))).toBeUndefined();
  expect(nodeIsTooOld('22.14.99')).toContain(engines.node.replace(/^>=|\.0$/g, ''));
});
