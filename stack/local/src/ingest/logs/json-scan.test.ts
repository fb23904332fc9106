import { expect, test } from 'vitest';
import { mutated, numbers } from '../testing/mutate.ts';
import { columnsOf } from './columns.ts';
import { scanColumns } from './json-scan.ts';
import { parseObject } from './line.ts';

const DEFAULTS = { service: 'fallback', nowMs: 5 };

/** Holds what the scanner finds against what parsing finds; true when both refuse. */
function agree(bytes: Buffer): boolean {
  const scanned = scanColumns(bytes, 0, bytes.length);
  const parsed = parseObject(bytes.toString());
  expect(scanned === undefined, bytes.toString()).toBe(parsed === undefined);
  if (scanned === undefined || parsed === undefined) return true;
  expect(columnsOf(scanned, DEFAULTS)).toEqual(columnsOf(parsed, DEFAULTS));
  return false;
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const LINE =
  '{"@timestamp":"2026-01-02T03:04:05.678Z", "log":{"level":"warn","x":[1,-2.5e+3,{}]} ,' +
  '"message":"ü \\"q\\" \\u00e9 \\n 😀","service":{"version":"1","name":"c\\u0061rt"},' +
  `"trace":{"id":"${TRACE}"},` +
  '"a":true,"b":false,"c":null,"d":[],"e":{},"level":30,"time":1.5e12,' +
  '"labels":{"level":"no","log":{}}}';

test.each([
  LINE,
  ' {} ',
  '{"level":30,"time":1700000000000,"service":"s"}',
  '{"log.level":"error","service.name":"s","trace.id":"x"}',
  '{"@timestamp":null,"time":1700000000000,"log":"file","level":"debug"}',
  '{"@timestamp":{},"time":1,"log":[1],"severity":true}',
  '{"log":{"level":"info"},"log":{"level":"error"}}',
  '{"log":{"level":"info","level":"error"}}',
  '{"log":{},"log.level":"error"}',
  `{"a":${'['.repeat(150)}${']'.repeat(150)},"level":"warn"}`,
  '{"__proto__":{"level":"warn"}}',
])('%s', (text) => {
  expect(agree(Buffer.from(text))).toBe(false);
});

test.each([
  '',
  '[]',
  '{',
  '{"a":1',
  '{"a":1,}',
  '{,}',
  '{"a" 1}',
  "{'a':1}",
  '{"a":01}',
  '{"a":1.}',
  '{"a":.5}',
  '{"a":-}',
  '{"a":1e}',
  '{"a":+1}',
  '{"a":tru}',
  '{"a":"\n"}',
  '{"a":"\\x"}',
  '{"a":"\\u00g0"}',
  '{"a":"\\u00',
  '{"a":[1,]}',
  '{"a":[1 2]}',
  '{"a":1}}',
  '{"a":1} x',
  '\ufeff{}',
  '{"a":NaN}',
])('%j is refused', (text) => {
  expect(agree(Buffer.from(text))).toBe(true);
});

test('only the given part of a body is read', () => {
  const body = Buffer.from('xx{"level":30}yy');
  expect(scanColumns(body, 2, body.length - 2)).toEqual({ level: 30 });
  for (let end = 3; end < body.length - 2; end += 1) {
    expect(scanColumns(body, 2, end)).toBeUndefined();
  }
});

test('the same verdict as parsing, whatever is broken', () => {
  const next = numbers(3);
  let refused = 0;
  for (let round = 0; round < 5000; round += 1)
    if (agree(mutated(Buffer.from(LINE), next))) refused += 1;
  expect(refused).toBeGreaterThan(1000);
  expect(refused).toBeLessThan(4900);
});
