import { executionAsyncId } from 'node:async_hooks';

import { expect, test } from 'vitest';

import { keepTickShape, keptTick } from './tick-shape.ts';

test('a tick object is kept, and the hook is gone', async () => {
  keepTickShape();
  const kept = keptTick();
  expect(kept).toHaveProperty('callback');
  // Without an active hook promises have no ids of their own.
  await Promise.resolve();
  expect(executionAsyncId()).toBe(0);
  expect(keptTick()).toBe(kept);
});
