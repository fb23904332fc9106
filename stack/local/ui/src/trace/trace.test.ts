import { describe, expect, test } from 'vitest';
import type { WireLog } from '../../../src/wire/index.ts';
import { criticalPath } from './critical-path.ts';
import { ancestors, rowsOf } from './rows.ts';
import { spansOf, traceOf, type SpanSpec } from './spans-for-tests.ts';
import { buildTree, selfTime } from './tree.ts';
import { share, viewOf, zoomText } from './view.ts';

const FAILED = { status: 'error' } as const;

function path(...specs: readonly SpanSpec[]): Record<string, [number, number][]> {
  const found = criticalPath(buildTree(spansOf(...specs)));
  return Object.fromEntries(
    [...found].map(([id, all]) => [id, all.map(({ fromMs, toMs }) => [fromMs, toMs])]),
  );
}

describe('tree', () => {
  test('children stand below their parents, by start', () => {
    const tree = buildTree(
      spansOf(['a', '', 0, 100], ['c', 'a', 50, 10], ['b', 'a', 10, 30], ['d', 'b', 12, 5]),
    );
    expect(tree.nodes.map(({ span, depth }) => `${span.spanId}${depth}`)).toEqual([
      'a0',
      'b1',
      'd2',
      'c1',
    ]);
    expect(tree.byId.get('a')?.below).toBe(3);
  });

  test('spans whose parent is gone stand at the top and say whose children they were', () => {
    const { tops } = buildTree(spansOf(['a', 'gone', 0, 5], ['b', '', 1, 2]));
    expect(tops.map(({ missingParentId }) => missingParentId)).toEqual(['gone', '']);
  });

  test('a circle of parents loses no span', () => {
    const { nodes } = buildTree(spansOf(['a', 'b', 0, 5], ['b', 'a', 1, 2], ['c', 'c', 0, 1]));
    expect(nodes.map(({ span }) => span.spanId).sort()).toEqual(['a', 'b', 'c']);
  });

  test('errors below are counted', () => {
    const { byId } = buildTree(
      spansOf(['a', '', 0, 9], ['b', 'a', 0, 9], ['c', 'b', 0, 9, FAILED]),
    );
    expect(byId.get('a')?.errorsBelow).toBe(1);
    expect(byId.get('c')?.errorsBelow).toBe(0);
  });

  test('own time leaves out what children cover, once, inside the span', () => {
    const [parent, ...children] = spansOf(
      ['a', '', 0, 100],
      ['b', 'a', 10, 30],
      ['c', 'a', 20, 40],
      ['d', 'a', 90, 50],
    );
    if (parent === undefined) throw new Error('no parent');
    expect(selfTime(parent, children)).toBe(40);
  });
});

describe('critical path', () => {
  test('one after the other: each child holds up the trace, the parent in between', () => {
    expect(path(['a', '', 0, 100], ['b', 'a', 10, 30], ['c', 'a', 50, 40])).toEqual({
      a: [
        [0, 10],
        [40, 50],
        [90, 100],
      ],
      b: [[10, 40]],
      c: [[50, 90]],
    });
  });

  test('side by side: only the one that ended last counts', () => {
    expect(path(['a', '', 0, 100], ['b', 'a', 0, 60], ['c', 'a', 0, 95])).toEqual({
      a: [[95, 100]],
      c: [[0, 95]],
    });
  });

  test('a child that outlives its parent counts as far as the parent goes', () => {
    expect(path(['a', '', 0, 50], ['b', 'a', 20, 100])).toEqual({ a: [[0, 20]], b: [[20, 50]] });
  });

  test('the stretches cover the trace without a gap', () => {
    const found = path(
      ['a', '', 0, 100],
      ['b', 'a', 5, 60],
      ['c', 'b', 10, 20],
      ['d', 'a', 60, 35],
    );
    const total = Object.values(found)
      .flat()
      .reduce((sum, [from, to]) => sum + to - from, 0);
    expect(total).toBe(100);
  });
});

describe('rows', () => {
  const tree = buildTree(spansOf(['a', '', 0, 9], ['b', 'a', 1, 2], ['x', 'gone', 3, 4]));
  const line = { sequence: 7, spanId: 'b', timeMs: 2 } as WireLog;

  test('closed spans hide what is below them; missing parents have a row', () => {
    expect(rowsOf(tree, new Set(), []).map(({ key }) => key)).toEqual([
      'a',
      'b',
      'missing gone',
      'x',
    ]);
    expect(rowsOf(tree, new Set(['a']), []).map(({ key }) => key)).not.toContain('b');
  });

  test('lines stand below their span, and at the end when it is not there', () => {
    expect(rowsOf(tree, new Set(), [line]).map(({ key }) => key)[2]).toBe('log 7');
    const lost = { ...line, spanId: 'nobody' };
    expect(rowsOf(tree, new Set(), [lost]).at(-1)?.key).toBe('log 7');
  });

  test('what has to be open for a span to be seen', () => {
    const node = tree.byId.get('b');
    expect(node === undefined ? [] : ancestors(node)).toEqual(['a']);
  });
});

describe('view', () => {
  const trace = traceOf(['a', '', 1000, 200]);

  test('a zoom is read and written in milliseconds since the trace began', () => {
    expect(viewOf(trace, '50-100')).toEqual({ fromMs: 1050, toMs: 1100 });
    expect(viewOf(trace, '')).toEqual({ fromMs: 1000, toMs: 1200 });
    expect(viewOf(trace, '9-3')).toEqual({ fromMs: 1000, toMs: 1200 });
    expect(zoomText(trace, 990, 1100)).toBe('0-100');
  });

  test('what lies outside the view is cut at its edges', () => {
    expect(share({ fromMs: 0, toMs: 100 }, 25, 75)).toEqual([25, 50]);
    expect(share({ fromMs: 0, toMs: 100 }, -500, 900)).toEqual([-1, 102]);
  });
});
