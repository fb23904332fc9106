import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { runFixture, type Fixture } from './support/fixture.ts';
import { serverSpans } from './support/joined.ts';
import { FIXTURE_NODE } from './support/paths.ts';

/** A process namespace of its own makes the service what it is in a container: process 1. */
const NAMESPACE = ['--pid', '--fork', '--kill-child'] as const;
const mayUnshare = spawnSync('unshare', [...NAMESPACE, 'true']).status === 0;

let fixture: Fixture | undefined;
afterEach(() => fixture?.dispose());

/** The service behind `unshare`, as the outer namespace sees it. */
function innerPid(outer: number): number {
  return Number(readFileSync(`/proc/${outer}/task/${outer}/children`, 'utf8').trim());
}

describe.runIf(mayUnshare)(
  'as process 1, where the kernel ignores signals at their default',
  () => {
    test.each([
      ['SIGTERM', 143],
      ['SIGINT', 130],
    ] as const)('%s ends with %i, after the flush', async (signal, code) => {
      fixture = await runFixture({
        file: 'express5.mjs',
        node: 'unshare',
        nodeArgs: [...NAMESPACE, FIXTURE_NODE],
        env: { OTEL_BSP_SCHEDULE_DELAY: '600000' },
      });
      const answer = await fixture.request('/orders/1');
      process.kill(innerPid(fixture.child.pid), signal);
      expect(await fixture.child.end(8000)).toEqual({ code, signal: null });
      expect(serverSpans(fixture.otlp.spans, answer.traceId)).toHaveLength(1);
    });
  },
);
