import { expect, test } from 'vitest';
import { isWaiting, readResult, redisCode, redisCommand } from './redis-commands.ts';

test('names are upper case; what is no name, or one too many, is another', () => {
  expect(redisCommand('get').name).toBe('GET');
  expect(redisCommand('JSON.SET').name).toBe('JSON.SET');
  for (const odd of ['', 'user:bob', 'get secret', 'x'.repeat(40), '\0', undefined, {}]) {
    expect(redisCommand(odd as string).name).toBe('_OTHER');
  }
  for (let n = 0; n < 600; n += 1) redisCommand(`made-up-${n}`);
  expect(redisCommand('one-too-many').name).toBe('_OTHER');
  expect(redisCommand('get').name).toBe('GET');
});

test.each([
  ['blpop', ['queue', 0], true],
  ['BZPOPMIN', [], true],
  ['wait', [1, 100], true],
  ['XREAD', ['COUNT', 2, 'BLOCK', 0, 'STREAMS', 's', '$'], true],
  ['xreadgroup', ['GROUP', 'g', 'c', 'block', 5, 'STREAMS', 's', '>'], true],
  ['XREAD', ['COUNT', 2, 'STREAMS', 'BLOCK', '0'], false],
  ['get', ['BLOCK'], false],
  ['subscribe', ['news'], false],
])('%s %j waits on purpose: %s', (name, args, expected) => {
  expect(isWaiting(redisCommand(name), args)).toBe(expected);
});

test('what was read is counted key by key', () => {
  expect(readResult('one', 1, Buffer.from(''))).toEqual({ hits: 1, misses: 0 });
  expect(readResult('one', 1, null)).toEqual({ hits: 0, misses: 1 });
  expect(readResult('each', 3, ['a', null, undefined])).toEqual({ hits: 1, misses: 2 });
  expect(readResult('each', 3, 'QUEUED')).toBeUndefined();
  expect(readResult('count', 3, 2)).toEqual({ hits: 2, misses: 1 });
  for (const odd of [-1, 4, 'QUEUED', Number.NaN]) {
    expect(readResult('count', 3, odd)).toBeUndefined();
  }
});

test('codes are those of the server alone', () => {
  expect(redisCode(new Error('WRONGTYPE Operation against a key'))).toBe('WRONGTYPE');
  expect(redisCode(new Error('NOAUTH'))).toBe('NOAUTH');
  for (const odd of ['SECRET of a script', 'ERR_OF Node', 'err small', '']) {
    expect(redisCode(new Error(odd))).toBeUndefined();
  }
  for (const odd of [undefined, null, 'ERR text', { message: 5 }]) {
    expect(redisCode(odd)).toBeUndefined();
  }
});
