import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ADAPTERS } from '../../src/libraries/index.ts';

test.each(ADAPTERS.map(({ name }) => name))('%s has a test of its own', (name) => {
  const file = `${name.replace('@', '').replace(/[/:]/, '-')}.test.ts`;
  // What needs a large server is tested in the long form only.
  const places = [file, `../heavy/libraries/${file}`];
  expect(places.some((place) => existsSync(new URL(place, import.meta.url)))).toBe(true);
});

test('no library stands twice', () => {
  const names = ADAPTERS.map(({ name }) => name);
  expect(names.length).toBe(new Set(names).size);
});
