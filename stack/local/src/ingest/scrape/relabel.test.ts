import { expect, test } from 'vitest';
import { defaultJob } from './job.ts';
import { anchored, relabel, type RelabelRule } from './relabel.ts';
import { resolveTarget } from './target-labels.ts';

const LABELS = { a: 'foo', b: 'bar', c: 'baz', __meta_x: 'Ox', env_dev: '1' };

const rule = (part: Partial<RelabelRule>): RelabelRule => ({
  action: 'replace',
  sourceLabels: [],
  separator: ';',
  regex: anchored('(.*)'),
  targetLabel: '',
  replacement: '$1',
  modulus: 0n,
  ...part,
});

test.each<[string, Partial<RelabelRule>, Record<string, string> | undefined]>([
  ['copy', { sourceLabels: ['a'], targetLabel: 'e' }, { ...LABELS, e: 'foo' }],
  [
    'join and rearrange',
    {
      sourceLabels: ['a', 'b'],
      regex: anchored('(?P<x>f.*);(b.*)'),
      targetLabel: 'e',
      replacement: ['$2-$', '{x}$$1'].join(''),
    },
    { ...LABELS, e: 'bar-foo$1' },
  ],
  [
    'target by match',
    { sourceLabels: ['b'], targetLabel: 'is_$1', replacement: 'y' },
    { ...LABELS, is_bar: 'y' },
  ],
  ['bad target by match', { sourceLabels: ['b'], targetLabel: '1$1', replacement: 'y' }, LABELS],
  ['no match', { sourceLabels: ['a'], regex: anchored('fo'), targetLabel: 'e' }, LABELS],
  [
    'empty takes away',
    { sourceLabels: ['a'], targetLabel: 'b', replacement: '' },
    { a: 'foo', c: 'baz', __meta_x: 'Ox', env_dev: '1' },
  ],
  ['keep', { action: 'keep', sourceLabels: ['a'], regex: anchored('(?i)FO+') }, LABELS],
  ['keep nothing', { action: 'keep', sourceLabels: ['a'], regex: anchored('bar') }, undefined],
  ['drop', { action: 'drop', sourceLabels: ['a'], regex: anchored('f.*') }, undefined],
  ['keepequal', { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b' }, undefined],
  ['dropequal', { action: 'dropequal', sourceLabels: ['a'], targetLabel: 'b' }, LABELS],
  [
    'lowercase',
    { action: 'lowercase', sourceLabels: ['__meta_x'], targetLabel: 'e' },
    { ...LABELS, e: 'ox' },
  ],
  [
    'uppercase',
    { action: 'uppercase', sourceLabels: ['a'], targetLabel: 'e' },
    { ...LABELS, e: 'FOO' },
  ],
  // The value that Prometheus gives: its own example.
  [
    'hashmod',
    { action: 'hashmod', sourceLabels: ['c'], targetLabel: 'd', modulus: 1000n },
    { ...LABELS, d: '976' },
  ],
  [
    'labelmap',
    { action: 'labelmap', regex: anchored('__meta_(.+)'), replacement: 'm_$1' },
    { ...LABELS, m_x: 'Ox' },
  ],
  ['labeldrop', { action: 'labeldrop', regex: anchored('[abc]|__.*') }, { env_dev: '1' }],
  ['labelkeep', { action: 'labelkeep', regex: anchored('[ab]') }, { a: 'foo', b: 'bar' }],
])('%s', (_name, part, expected) => {
  expect(relabel(LABELS, [rule(part)])).toEqual(expected);
});

const JOB = {
  ...defaultJob('j'),
  params: { module: ['a', 'b'] },
  relabelRules: [
    rule({ sourceLabels: ['__address__'], targetLabel: '__param_target' }),
    rule({ action: 'drop', sourceLabels: ['env'], regex: anchored('old') }),
    rule({ sourceLabels: ['path'], regex: anchored('(.+)'), targetLabel: '__metrics_path__' }),
  ],
};

test('a target: labels, and the address that they make', () => {
  expect(resolveTarget(JOB, 'h:1', { env: 'dev', path: 'm' })).toEqual({
    discoveredLabels: {
      __address__: 'h:1',
      __scheme__: 'http',
      __metrics_path__: '/metrics',
      __scrape_interval__: '60000ms',
      __scrape_timeout__: '10000ms',
      __param_module: 'a',
      job: 'j',
      env: 'dev',
      path: 'm',
    },
    labels: { job: 'j', instance: 'h:1', env: 'dev', path: 'm' },
    url: 'http://h:1/m?module=a&module=b&target=h%3A1',
    intervalMs: 60_000,
    timeoutMs: 10_000,
  });
  expect(resolveTarget(JOB, 'h:1', { env: 'old' })).toBeUndefined();
});

test('an address that makes no URL is refused', () => {
  expect(() => resolveTarget(JOB, 'h:notaport', {})).toThrow(/job "j": target "h:notaport"/);
  const emptied = { ...JOB, relabelRules: [rule({ targetLabel: '__address__', replacement: '' })] };
  expect(() => resolveTarget(emptied, 'h:1', {})).toThrow(/has no address left/);
});
