import { afterEach, expect, test } from 'vitest';
import { taps } from '../context/taps.ts';
import { ECS_VERSION, LOG_FIELD } from '../contract/index.ts';
import { memorySinks } from './index.ts';

const line = (message: string): string =>
  `${JSON.stringify({
    [LOG_FIELD.timestamp]: '2026-11-01T00:00:00.000Z',
    [LOG_FIELD.ecs]: { version: ECS_VERSION },
    message,
  })}\n`;
const request = Buffer.from(`0a20121e121c0a10${'01'.repeat(16)}1208${'02'.repeat(8)}`, 'hex');

afterEach(() => {
  taps.line = undefined;
  taps.spans = undefined;
});

test('lines and spans stay in memory, parsed', () => {
  const sinks = memorySinks();
  expect(taps.line?.(line('one'))).toBe(true);
  expect(taps.line?.('12:00 INFO human\n')).toBe(true);
  expect(taps.spans?.(request, 1)).toBe(true);
  expect(sinks.logs.map((entry) => entry.message)).toEqual(['one']);
  expect(sinks.otherLines).toEqual(['12:00 INFO human\n']);
  expect(sinks.spans[0]?.spanId).toBe('02'.repeat(8));
  sinks.clear();
  expect([sinks.logs, sinks.spans, sinks.otherLines]).toEqual([[], [], []]);
});

test('restore brings back what was there before', () => {
  const outer = memorySinks();
  const inner = memorySinks();
  taps.line?.(line('inner'));
  inner.restore();
  taps.line?.(line('outer'));
  outer.restore();
  expect(taps).toEqual({ line: undefined, spans: undefined });
  expect(inner.logs.map((entry) => entry.message)).toEqual(['inner']);
  expect(outer.logs.map((entry) => entry.message)).toEqual(['outer']);
});
