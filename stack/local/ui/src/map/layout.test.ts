import { describe, expect, test } from 'vitest';
import { errorTone } from '../parts/tone.ts';
import { edgeWidth } from './edge-look.ts';
import { curve, layersOf, layoutOf, type Graph } from './layout.ts';

function graph(...calls: readonly string[]): Graph {
  const edges = calls.map((call) => {
    const [from = '', to = ''] = call.split('>');
    return { from, to };
  });
  const nodes = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  return { nodes, edges };
}

describe('layers', () => {
  test('each node stands right of all its callers', () => {
    const layers = layersOf(graph('a>b', 'b>c', 'a>c', 'c>d'));
    expect(Object.fromEntries(layers)).toEqual({ a: 0, b: 1, c: 2, d: 3 });
  });

  test('circles and self calls end', () => {
    const layers = layersOf(graph('a>b', 'b>c', 'c>a', 'b>b'));
    expect(layers.size).toBe(3);
    expect(layers.get('b')).toBeGreaterThan(layers.get('a') ?? 9);
  });

  test('a node without calls has a place', () => {
    const { places } = layoutOf({ nodes: ['alone'], edges: [] });
    expect(places.get('alone')?.layer).toBe(0);
  });
});

describe('layout', () => {
  test('no two nodes share a place', () => {
    const { places } = layoutOf(graph('a>b', 'a>c', 'a>d', 'b>e', 'c>e', 'd>f'));
    const spots = new Set([...places.values()].map(({ x, y }) => `${x} ${y}`));
    expect(spots.size).toBe(6);
  });

  test('children stand in the order of their parents, so that lines do not cross', () => {
    const { places } = layoutOf(graph('r>a', 'r>b', 'a>z', 'b>y'));
    const y = (node: string): number => places.get(node)?.y ?? 0;
    expect(Math.sign(y('a') - y('b'))).toBe(Math.sign(y('z') - y('y')));
  });

  test('the same graph has the same layout, in whatever order it comes', () => {
    const one = graph('a>b', 'a>c', 'b>d');
    const other = { nodes: one.nodes.toReversed(), edges: one.edges.toReversed() };
    expect(layoutOf(other).places.get('c')).toEqual(layoutOf(one).places.get('c'));
  });

  test('a call backwards runs below both', () => {
    const low = curve({ layer: 1, x: 300, y: 0 }, { layer: 0, x: 0, y: 0 });
    expect(low.labelY).toBeGreaterThan(30);
  });
});

test('an edge is wider the more it carries, and red the more it fails', () => {
  expect(edgeWidth(null)).toBe(1);
  expect(edgeWidth(10)).toBeGreaterThan(edgeWidth(1));
  expect(edgeWidth(1e9)).toBe(7);
  expect([errorTone(0), errorTone(0.02), errorTone(0.2), errorTone(null)]).toEqual([
    '',
    'warn',
    'bad',
    '',
  ]);
});
