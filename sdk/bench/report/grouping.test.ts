import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { groupProfile, type CpuProfile } from './grouping.ts';

const DIST = fileURLToPath(new URL('../../dist/cjs/', import.meta.url));

function node(id: number, functionName: string, url: string, children: number[] = []) {
  return { id, callFrame: { functionName, url, lineNumber: 0 }, children };
}

/** root -> node:http -> fastify -> sightline -> writeUtf8String, and the collector. */
const PROFILE: CpuProfile = {
  nodes: [
    node(1, '(root)', '', [2, 6, 7]),
    node(2, 'parserOnIncoming', 'node:_http_server', [3]),
    node(3, 'route', 'file:///cache/node_modules/fastify/lib/route.js', [4]),
    node(4, 'finish', `file://${DIST}instrument/server.js`, [5]),
    node(5, 'writeUtf8String', ''),
    node(6, '(garbage collector)', ''),
    node(7, '(idle)', ''),
  ],
  samples: [2, 3, 4, 5, 6, 7],
  timeDeltas: [10, 20, 30, 40, 50, 60],
};

describe('grouping a CPU profile', () => {
  it('adds up self time by origin and leaves idle time out', () => {
    expect(Object.fromEntries(groupProfile(PROFILE).byOrigin)).toEqual({
      'node internals': 10,
      framework: 20,
      'sightline instrument/server.js': 30,
      native: 40,
      gc: 50,
    });
  });

  it('counts native time for the code that called it', () => {
    expect(Object.fromEntries(groupProfile(PROFILE).withCallees)).toEqual({
      'node internals': 10,
      framework: 20,
      'sightline instrument/server.js': 70,
      gc: 50,
    });
  });

  it('lists functions by self time, with their place', () => {
    const [first, second, third] = groupProfile(PROFILE).functions;
    expect(first).toMatchObject({ name: '(garbage collector)', micros: 50 });
    expect(second).toMatchObject({ name: 'writeUtf8String', micros: 40 });
    expect(third).toMatchObject({ name: 'finish (instrument/server.js:1)', micros: 30 });
  });
});
