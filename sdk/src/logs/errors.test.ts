import vm from 'node:vm';
import { describe, expect, test } from 'vitest';
import { ecsError, isError } from './errors.ts';

const boom = (): never => {
  throw new Error('thrown by the value itself');
};

function errorWith(name: string, get: () => unknown): Error {
  return Object.defineProperty(new TypeError('the message'), name, { get });
}

describe('anything thrown as an ECS error', () => {
  test('an error with its causes', () => {
    const cause = new RangeError('below');
    const error = ecsError(new TypeError('above', { cause }));
    expect(error).toMatchObject({ type: 'TypeError', message: 'above' });
    expect(error.stack_trace).toMatch(
      /^TypeError: above\n {4}at [^]*\nCaused by: RangeError: below/,
    );
  });

  test.each([
    ['a text', 'text', { type: 'string', message: 'text', stack_trace: '' }],
    ['nothing', undefined, { type: 'undefined', message: 'undefined', stack_trace: '' }],
    ['null', null, { type: 'object', message: 'null', stack_trace: '' }],
    ['an object', { code: 5 }, { type: 'object', message: '{"code":5}', stack_trace: '' }],
    ['a symbol', Symbol('s'), { type: 'symbol', message: 'Symbol(s)', stack_trace: '' }],
    ['a function', boom, { type: 'function', message: '[function]', stack_trace: '' }],
    ['an object with a secret', { token: 't' }, { message: '{"token":"[REDACTED]"}' }],
  ])('%s', (_what, thrown, wanted) => {
    expect(ecsError(thrown)).toMatchObject(wanted);
  });

  test.each(['message', 'name', 'stack', 'cause', 'constructor', 'errors'])(
    'an error whose %s throws keeps its other parts',
    (name) => {
      const error = ecsError(errorWith(name, boom));
      expect(Object.values(error).map((part) => typeof part)).toEqual([
        'string',
        'string',
        'string',
      ]);
      if (name !== 'message') expect(error.message).toBe('the message');
      if (name !== 'name') expect(error.type).toBe('TypeError');
      // Who renders stacks through a hook reads name and message again while doing so.
      if (name === 'cause' || name === 'errors') {
        expect(error.stack_trace).toContain('errors.test.ts');
      }
    },
  );

  test('causes that turn back end', () => {
    const first = new Error('first');
    first.cause = new Error('second', { cause: first });
    expect(ecsError(first).stack_trace.match(/Caused by/g)).toHaveLength(1);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(ecsError(new Error('outer', { cause: proxy })).stack_trace).toContain('[unreadable]');
    expect(ecsError(proxy)).toEqual({ type: 'object', message: '[unreadable]', stack_trace: '' });
  });

  test('a message without end is cut, and the frames are kept', () => {
    const { message, stack_trace: stack } = ecsError(new Error('x'.repeat(1_000_000)));
    expect(message.length).toBeLessThan(8300);
    expect(stack.length).toBeLessThan(17_000);
    expect(stack).toContain('errors.test.ts');
  });

  test('errors of other realms are errors, and what only says so is none', () => {
    expect(isError(vm.runInNewContext('new Error("there")'))).toBe(true);
    expect(isError({ [Symbol.toStringTag]: 'Error' })).toBe(false);
    expect(isError(new Proxy(new Error('inner'), {}))).toBe(true);
    expect(isError('text')).toBe(false);
  });
});
