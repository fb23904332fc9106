import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { beforeEach, describe, expect, test } from 'vitest';
import { SUPPRESS_KEY } from '../context/index.ts';
import { DATASET, DB_METRICS, ERROR_TYPE, RPC_METRICS } from '../contract/index.ts';
import type { Operation, OperationKind } from '../record/index.ts';
import { OperationHooks } from './operations.ts';
import { w3cPropagation } from './propagation.ts';

const CALL: OperationKind = { metric: DB_METRICS.duration, span: 'client', isDetail: true };
const SERVED: OperationKind = {
  metric: RPC_METRICS.serverDuration,
  span: 'server',
  line: { dataset: DATASET.rpc, logger: 'rpc' },
};
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const manager = new AsyncLocalStorageContextManager();
let ended: Operation[];
let hooks: OperationHooks;

function makeHooks(trustsCallers = true, maxSeries = 100): OperationHooks {
  return new OperationHooks(
    {
      knownMethods: new Set(),
      quietPaths: new Set(),
      clientAddressHeader: undefined,
      decide: (parent) => parent?.sampled ?? true,
      propagation: w3cPropagation(true, true),
      maxSeries,
      trustsCallers,
      tellsBaggage: (host) => host === 'inside',
    },
    manager,
    {
      onServerEnd: () => undefined,
      onClientEnd: () => undefined,
      onOperationEnd: (operation) => ended.push(operation),
    },
  );
}

beforeEach(() => {
  ended = [];
  hooks = makeHooks();
});

describe('an operation', () => {
  test('below another one is its child, and of the same trace', () => {
    const served = hooks.beginFrom(hooks.series(SERVED, 'shop/Find', {}), { traceparent: PARENT });
    expect(served).toMatchObject({ parentSpanId: 'b7ad6b7169203331', isRemoteParent: true });
    hooks.run(served, () => {
      const call = hooks.begin(hooks.series(CALL, 'SELECT items', {}));
      expect(call).toMatchObject({ traceId: served.traceId, parentSpanId: served.spanId });
      expect(call?.sampled).toBe(true);
    });
  });

  test('that is a detail of nothing is measured and not traced', () => {
    const call = hooks.begin(hooks.series(CALL, 'SELECT items', {})) as Operation;
    hooks.end(call);
    expect(ended).toEqual([call]);
    expect(call.sampled).toBe(false);
  });

  test('of the SDK itself is none', () => {
    const silent = ROOT_CONTEXT.setValue(SUPPRESS_KEY, true);
    manager.with(silent, () => {
      expect(hooks.begin(hooks.series(CALL, 'SELECT items', {}))).toBeUndefined();
    });
  });

  test('ends once, with the first outcome', () => {
    const call = hooks.beginFrom(hooks.series(SERVED, 'shop/Find', {}), {});
    hooks.end(call, new TypeError('no'));
    hooks.end(call);
    expect(ended).toHaveLength(1);
    expect(call.outcome?.errorType).toBe('TypeError');
  });

  test('of a caller who is not believed starts a trace; a message is continued', () => {
    const wary = makeHooks(false);
    const carrier = { traceparent: PARENT, baggage: 'a=b' };
    const served = wary.beginFrom(wary.series(SERVED, 'shop/Find', {}), carrier);
    expect(served.parentSpanId).toBeUndefined();
    expect(served.baggageHeader).toBeUndefined();
    const consumed = { ...SERVED, span: 'consumer' } as const;
    const message = wary.beginFrom(wary.series(consumed, 'process orders', {}), carrier);
    expect(message.parentSpanId).toBe('b7ad6b7169203331');
  });

  test('tells the baggage to whom it may be told', () => {
    const served = hooks.beginFrom(hooks.series(SERVED, 'shop/Find', {}), {
      traceparent: PARENT,
      baggage: 'tenant=blue',
    });
    const sent = (host: string): string[] => {
      const names: string[] = [];
      hooks.run(served, () => hooks.inject(served, (name) => names.push(name), host));
      return names;
    };
    expect(sent('INSIDE')).toEqual(['traceparent', 'baggage']);
    expect(sent('outside')).toEqual(['traceparent']);
  });
});

test('what is open is written as if it had ended, and goes on', () => {
  const served = hooks.beginFrom(hooks.series(SERVED, 'shop/Find', {}), {});
  hooks.begin(hooks.series(CALL, 'SELECT items', {}));
  const [open, ...others] = hooks.snapshots(ERROR_TYPE.crash);
  expect(others).toEqual([]);
  expect(open).toMatchObject({ traceId: served.traceId, spanId: served.spanId });
  expect(open?.outcome?.errorType).toBe(ERROR_TYPE.crash);
  expect(served.ended).toBe(false);
  hooks.endOpen(ERROR_TYPE.shutdown);
  expect(served.outcome?.errorType).toBe(ERROR_TYPE.shutdown);
  expect(hooks.open.size).toBe(0);
});

test('after the end nothing is measured any more', () => {
  const call = hooks.beginFrom(hooks.series(SERVED, 'shop/Find', {}), {});
  hooks.stop();
  hooks.end(call);
  expect(hooks.begin(hooks.series(CALL, 'SELECT items', {}))).toBeUndefined();
  expect(ended).toEqual([]);
});

test('series past the cap are not kept', () => {
  const small = makeHooks(true, 1);
  const first = small.series(CALL, 'SELECT a', {});
  expect(small.series(CALL, 'SELECT a', {})).toBe(first);
  const second = small.series(CALL, 'SELECT b', {});
  expect(second.isOverflow).toBe(true);
  expect(small.series(CALL, 'SELECT b', {})).not.toBe(second);
});

test('a span that the application made is a parent as well', () => {
  const spanContext = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1,
  };
  manager.with(trace.setSpanContext(ROOT_CONTEXT, spanContext), () => {
    const call = hooks.begin(hooks.series(CALL, 'SELECT items', {}));
    expect(call).toMatchObject({ traceId: spanContext.traceId, parentSpanId: spanContext.spanId });
    expect(call?.sampled).toBe(true);
  });
  expect(context.active()).toBe(ROOT_CONTEXT);
});
