import { describe, expect, test } from 'vitest';
import { brokenLinks, unreachablePages, withoutOpening } from './documents.ts';
import { withExceptions } from './exceptions.ts';
import type { SourceFile } from './files.ts';
import { wrongWay } from './layers.ts';
import { metricProblems } from './metrics.ts';
import { spelledNames } from './names.ts';
import {
  lockedAddresses,
  looseVersions,
  notLocked,
  undeclaredImports,
  unusedDependencies,
} from './packages.ts';
import { longFiles, longFunctions, longLines, tooLong } from './sizes.ts';
import { badLines, hiddenTests } from './text.ts';

// Each rule is shown what it must refuse and what it must let pass: a rule that never fires looks
// just like a tidy repository.
function at(path: string, ...lines: string[]): SourceFile[] {
  return [{ path, text: lines.join('\n') }];
}

const problems = (findings: { problem: string }[]): string[] => findings.map((one) => one.problem);

describe('one-way imports', () => {
  test.each([
    ['metrics/a.ts', "import { b } from '../logs/b.ts';"],
    ['logs/a.ts', "export { b } from '../instrument/index.ts';"],
    ['contract/a.ts', "const b = await import('../config/parse.ts');"],
    ['record/a.ts', "import type { Settings } from '../config/parse.ts';"],
    ['otlp/a.ts', "import { type A, b } from '../config/settings.ts';"],
    ['context/a.ts', "import { start } from '../init.ts';"],
    ['unheard-of/a.ts', ''],
  ])('%s refuses %s', (path, code) => {
    expect(wrongWay(at(`sdk/src/${path}`, code))).toHaveLength(1);
  });

  test.each([
    ['init.ts', "import { b } from './logs/index.ts';"],
    ['metrics/a.ts', "import { b } from './deep/c.ts'; import d from 'pino';"],
    ['record/a.ts', "import type { Settings } from '../config/settings.ts';"],
    ['otlp/a.ts', "import { type Host } from '../config/host.ts';"],
    ['traces/a.ts', "import { b } from '../lazy.ts';"],
  ])('%s allows %s', (path, code) => {
    expect(wrongWay(at(`sdk/src/${path}`, code))).toEqual([]);
  });
});

test.each([
  ["const a = 'http_route';", 1],
  ['const a = { user_agent: 1 };', 1],
  ['const a = `service.name`;', 1],
  ["count('sightline_new_things_total');", 1],
  ["import a from 'service.name';", 0],
  ["const a = 'level'; // http_route", 0],
  ['interface A { readonly user_agent: string }', 0],
])('names outside the contract: %s', (code, count) => {
  expect(spelledNames(at('sdk/src/logs/a.ts', code))).toHaveLength(count);
  expect(spelledNames(at('sdk/src/contract/a.ts', code))).toEqual([]);
});

describe('sizes', () => {
  const lines = (count: number): string[] => Array.from({ length: count }, () => 'a();');

  test('files', () => {
    expect(problems(longFiles(at('a.ts', ...lines(201))))).toHaveLength(1);
    expect(longFiles(at('a.ts', ...lines(200), ''))).toEqual([]);
    expect(longFiles(at('a.test.ts', ...lines(400)))).toEqual([]);
    expect(tooLong(at('a.ts', ...lines(301)))).toHaveLength(1);
    expect(tooLong(at('a.test.ts', ...lines(401)))).toHaveLength(1);
  });

  test('functions', () => {
    const wrapped = (head: string, count: number): SourceFile[] =>
      at('a.ts', head, ...lines(count - 2), '});');
    expect(problems(longFunctions(wrapped('b(function long() {', 71)))).toEqual([
      'a.ts:1: long has 71 lines',
    ]);
    expect(longFunctions(wrapped('b(() => {', 70))).toEqual([]);
    expect(longFunctions(wrapped("describe.each([1])('x', () => {", 300))).toEqual([]);
  });

  test('lines are counted as a reader sees them', () => {
    expect(longLines(at('a.ts', '😀'.repeat(100)))).toEqual([]);
    expect(longLines(at('a.ts', 'a'.repeat(101)))).toHaveLength(1);
    expect(longLines(at('a.ts', `// https://example.org/${'a'.repeat(100)}`))).toEqual([]);
  });
});

test('exceptions excuse, grow stale, and need a reason', () => {
  const found = [{ what: 'a', problem: 'a is long' }];
  const why = 'one table of rows';
  expect(withExceptions(found, [])).toEqual(['a is long']);
  expect(withExceptions(found, [{ what: 'a', reason: why }])).toEqual([]);
  expect(withExceptions([], [{ what: 'a', reason: why }])[0]).toContain('stale');
  expect(withExceptions(found, [{ what: 'a', reason: ' ' }])[0]).toContain('without a reason');
});

test.each([
  ['work_duration_ms', 'gauge', 'Ms.', 'base units'],
  ['requests', 'counter', 'Requests.', '_total'],
  ['requests_total', 'gauge', 'Requests.', '_total'],
  ['queue_gauge', 'gauge', 'Queue.', 'kind'],
  ['queue_count', 'gauge', 'Queue.', 'histogram'],
  ['queueSize', 'gauge', 'Queue.', 'snake_case'],
  ['queue_size', 'gauge', 'Queue', 'period'],
] as const)('metric %s as %s with help "%s" breaks: %s', (name, type, help, problem) => {
  expect(problems(metricProblems([{ name, type, help, labels: [] }])).join()).toContain(problem);
});

test('histograms have a unit, rising buckets, and leave `le` alone', () => {
  const good = {
    name: 'work_seconds',
    type: 'histogram',
    help: 'Work.',
    labels: ['kind'],
    buckets: [0.1, 1],
  } as const;
  expect(metricProblems([good])).toEqual([]);
  expect(metricProblems([{ ...good, labels: ['le'] }])).toHaveLength(1);
  expect(metricProblems([{ ...good, buckets: [1, 0.1] }])).toHaveLength(1);
  expect(metricProblems([{ ...good, name: 'work' }])).toHaveLength(1);
  expect(metricProblems([good, good])).toHaveLength(1);
});

test('text', () => {
  for (const line of [
    `// ${'TO'}DO later`,
    `see /${'home'}/ann/project/a.ts`,
    `https://${'registry'}.example.org/a`,
    'a; ',
  ]) {
    expect(badLines(at('a.ts', line)), line).toHaveLength(1);
  }
  expect(badLines(at('a.md', 'GET /orders/:id of https://www.npmjs.com/package/pino'))).toEqual([]);
});

test('tests that hide others', () => {
  const hidden = (...lines: string[]): number => hiddenTests(at('a.test.ts', ...lines)).length;
  expect(hidden('// a reason that is long enough', "test.only('a', b);")).toBe(1);
  expect(hidden("test.skip('a', b);")).toBe(1);
  expect(hidden('// a reason that is long enough', "describe.skip('a', b);")).toBe(0);
  expect(hidden('array.skip(1); const a = "test.skip";')).toBe(0);
});

test('packages', () => {
  const manifest = { dependencies: { pino: '10.4.0', a: '^1.0.0' }, peerDependencies: { b: '1' } };
  const [file] = at('package.json', JSON.stringify(manifest)) as [SourceFile];
  const code = at('a.ts', "import 'node:fs'; import 'pino/file'; import 'b'; require('@c/d/e');");
  expect(looseVersions(file)).toEqual(['package.json: a is "^1.0.0", not one exact version']);
  expect(problems(unusedDependencies(file, code))).toEqual(['package.json: nothing imports a']);
  expect(undeclaredImports(file, code)).toEqual(['a.ts:1: @c/d is no dependency']);
  const known = { ...manifest, peerDependencies: undefined };
  expect(notLocked([file], JSON.stringify({ packages: { '': known } }))).toEqual([]);
  expect(notLocked([file], JSON.stringify({ packages: { '': {} } }))).toHaveLength(1);
  expect(notLocked([file], JSON.stringify({ packages: {} }))).toHaveLength(1);
  const packages = { a: { resolved: 'x' }, b: { resolved: 'sdk', link: true }, c: {} };
  expect(lockedAddresses(JSON.stringify({ packages }))).toHaveLength(1);
});

test('documents', () => {
  const pages = [
    ...at('README.md', '[guide](docs/a.md#part) [web](https://example.org)'),
    ...at('docs/a.md', '# A', '', 'This page tells the owner of a service about a.', '[b](b.md)'),
    ...at('docs/c.md', '# C', '', '## Part'),
  ];
  expect(brokenLinks(pages)).toEqual(['docs/a.md: link to docs/b.md, which does not exist']);
  expect(unreachablePages(pages)).toEqual(['docs/c.md: cannot be reached from README.md']);
  expect(withoutOpening(pages)).toHaveLength(1);
});
