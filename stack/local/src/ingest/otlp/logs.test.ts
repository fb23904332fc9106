import { expect, test } from 'vitest';
import { encodeJson } from './json-encode.ts';
import { logLines } from './logs.ts';
import { LOGS_REQUEST } from './messages.ts';
import { WireError } from './wire-error.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const NOW = Date.UTC(2026, 0, 2);
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

function lines(records: readonly object[], scope = 'lib', resource: readonly object[] = []) {
  const scopeLogs = [{ scope: { name: scope }, logRecords: records }];
  const body = { resourceLogs: [{ resource: { attributes: resource }, scopeLogs }] };
  return logLines(encodeJson(LOGS_REQUEST, JSON.stringify(body)), NOW).map(
    ({ json, ...columns }) => ({
      columns,
      fields: JSON.parse(Buffer.from(json).toString()) as Record<string, unknown>,
    }),
  );
}

test('a record becomes nested ECS', () => {
  const [line] = lines(
    [
      {
        timeUnixNano: '1700000000123000000',
        severityNumber: 'SEVERITY_NUMBER_ERROR2',
        severityText: 'Broken',
        body: { stringValue: 'no stock' },
        traceId: TRACE,
        spanId: 'b7ad6b7169203331',
        eventName: 'stock.empty',
        attributes: [
          text('exception.type', 'StockError'),
          text('exception.message', 'none left'),
          text('exception.stacktrace', 'at x'),
          text('http.request.method', 'GET'),
          text('code.function.name', 'reserve'),
          text('tenant', 'acme'),
          text('my.own', 'x'),
          { key: 'left', value: { intValue: 0 } },
          { key: 'big', value: { intValue: '9007199254740993' } },
          text('__proto__', 'y'),
        ],
      },
    ],
    'lib',
    [
      text('service.name', 'cart'),
      text('service.version', '1.2'),
      text('service.instance.id', 'i1'),
      text('deployment.environment.name', 'dev'),
      text('host.name', 'h1'),
      text('k8s.pod.name', 'p1'),
    ],
  );
  expect(line?.columns).toEqual({
    timeMs: 1700000000123,
    level: 'error',
    service: 'cart',
    traceId: TRACE,
  });
  expect(line?.fields).toEqual({
    '@timestamp': '2023-11-14T22:13:20.123Z',
    log: { level: 'error', logger: 'lib' },
    message: 'no stock',
    ecs: { version: expect.any(String) as string },
    service: { name: 'cart', version: '1.2', environment: 'dev', node: { name: 'i1' } },
    host: { name: 'h1' },
    k8s: { pod: { name: 'p1' } },
    trace: { id: TRACE },
    span: { id: 'b7ad6b7169203331' },
    event: { action: 'stock.empty' },
    error: { type: 'StockError', message: 'none left', stack_trace: 'at x' },
    http: { request: { method: 'GET' } },
    code: { function: { name: 'reserve' } },
    labels: { tenant: 'acme', 'my.own': 'x', big: '9007199254740993', ['__proto__']: 'y' },
    numeric_labels: { left: 0 },
  });
});

test.each([
  [{ kvlistValue: { values: [text('msg', 'hi')] } }, 'hi', '{"msg":"hi"}'],
  [{ arrayValue: { values: [{ intValue: 1 }] } }, '[1]', '[1]'],
  [{ intValue: 7 }, '7', '7'],
])('a structured body is kept as JSON text', (body, message, label) => {
  const [line] = lines([{ body }]);
  expect(line?.fields).toMatchObject({ message, labels: { body: label } });
});

test('a record that says nothing gets the time of its arrival', () => {
  const [line] = lines([{}], '');
  expect(line?.columns).toEqual({
    timeMs: NOW,
    level: 'unknown',
    service: 'unknown_service',
    traceId: '',
  });
  expect(lines([{ severityText: 'WARNING' }])[0]?.columns.level).toBe('warn');
});

test('an attribute that would stand in the way of another becomes a label', () => {
  const [line] = lines([
    { attributes: [text('http.request', 'x'), text('http.request.method', 'GET')] },
  ]);
  expect(line?.fields).toMatchObject({
    http: { request: 'x' },
    labels: { 'http.request.method': 'GET' },
  });
});

test('a request of more parts than would fit is refused', () => {
  const empty = Buffer.from('0a00'.repeat(1_000_001), 'hex');
  expect(() => logLines(empty, NOW)).toThrow(/more than 1000000 parts/);
});

test('values that nest without end are refused', () => {
  let value: object = { intValue: 1 };
  for (let depth = 0; depth < 100; depth += 1) value = { arrayValue: { values: [value] } };
  expect(() => lines([{ body: value }])).toThrow(WireError);
});
