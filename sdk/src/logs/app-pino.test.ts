import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { watchAppPino } from './app-pino.ts';
import { LogCounters } from './counters.ts';

const SPAN = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  traceFlags: 1,
});

let stop: () => void;
beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  stop = watchAppPino(new LogCounters());
});
afterAll(() => {
  stop();
  context.disable();
});

test('ids stand in a line once, also when a line is logged within another', () => {
  const lines: string[] = [];
  const log = pino({ base: { app: 1 } }, { write: (line: string) => void lines.push(line) });
  const given = {
    toJSON() {
      log.info('inner');
      return 'given';
    },
  };
  context.with(SPAN, () => log.info({ given }, 'outer'));
  log.info('outside');
  expect(lines.map((line) => line.match(/"trace":/g)?.length ?? 0)).toEqual([1, 1, 0]);
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'inner',
    'outer',
    'outside',
  ]);
});

test('a frozen logger and an object that throws change nothing for the application', () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const frozen = Object.freeze(Object.create(log) as typeof log);
  context.with(SPAN, () => {
    frozen.info('frozen');
    const broken = {
      get a(): never {
        throw new Error('thrown by the value itself');
      },
    };
    expect(() => log.info(broken, 'broken')).toThrow('thrown by the value itself');
    log.info('after');
  });
  log.info('outside');
  expect(lines.map((line) => line.includes('"trace"'))).toEqual([false, true, false]);
});
