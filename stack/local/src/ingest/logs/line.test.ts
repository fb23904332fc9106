import { describe, expect, test } from 'vitest';
import { columnsOf } from './columns.ts';
import { jsonLine, LINE_BYTES_MAX, parseObject, readLine as readBytes } from './line.ts';
import type { OutputStream, ReadLine } from './line.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const DEFAULTS = { service: 'fallback', nowMs: NOW };
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const EMPTY = { timeMs: NOW, level: 'unknown', service: 'fallback', traceId: '' };

const readLine = (text: string, stream: OutputStream, defaults: typeof DEFAULTS): ReadLine =>
  readBytes(Buffer.from(text), text, stream, defaults);

describe('columns', () => {
  test.each([
    [
      'nested ECS',
      {
        '@timestamp': '2026-01-02T03:04:05.678Z',
        log: { level: 'warn' },
        service: { name: 'cart' },
        trace: { id: TRACE },
      },
      { timeMs: NOW + 678, level: 'warn', service: 'cart', traceId: TRACE },
    ],
    [
      'dotted ECS',
      { 'log.level': 'ERROR', 'service.name': 'cart', 'trace.id': TRACE.toUpperCase() },
      { ...EMPTY, level: 'error', service: 'cart', traceId: TRACE },
    ],
    [
      'pino',
      { time: NOW + 1, level: 50, service: 'cart', trace_id: TRACE, name: 'logger' },
      { timeMs: NOW + 1, level: 'error', service: 'cart', traceId: TRACE },
    ],
    [
      'others',
      { timestamp: NOW / 1000, severity: 'CRITICAL', traceId: TRACE },
      { ...EMPTY, level: 'fatal', traceId: TRACE },
    ],
    ['microseconds', { time: (NOW + 2) * 1e3 }, { ...EMPTY, timeMs: NOW + 2 }],
    [
      'numbers as text',
      { time: String(NOW + 3), level: '30' },
      { ...EMPTY, timeMs: NOW + 3, level: 'info' },
    ],
    ['nothing', {}, EMPTY],
    [
      'nonsense',
      { '@timestamp': 'soon', log: { level: {} }, service: 7, trace: { id: 'abc' } },
      EMPTY,
    ],
    [
      'a log member that is text',
      { log: 'file.log', level: 'debug' },
      { ...EMPTY, level: 'debug' },
    ],
    ['a time beyond any date', { time: 1e30 }, EMPTY],
  ])('%s', (_name, fields, expected) => {
    expect(columnsOf(fields, DEFAULTS)).toEqual(expected);
  });
});

test('JSON is handed on as the very bytes that came', () => {
  const json = Buffer.from('{"b":1,  "a":"ü"}');
  const fields = parseObject(json.toString()) ?? {};
  expect(jsonLine(json, fields, DEFAULTS).line.json).toBe(json);
});

test.each(['[1]', '"text"', 'null', '7', '{"a":', ''])('%s is no object', (text) => {
  expect(parseObject(text)).toBeUndefined();
});

const fieldsOf = (json: Uint8Array): unknown => JSON.parse(Buffer.from(json).toString());

test('text becomes a message with the stream it came from', () => {
  const { line } = readLine('plain text', 'stdout', DEFAULTS);
  expect(line).toMatchObject({ timeMs: NOW, level: 'info', service: 'fallback' });
  expect(fieldsOf(line.json)).toEqual({
    '@timestamp': '2026-01-02T03:04:05.000Z',
    log: { level: 'info' },
    message: 'plain text',
    service: { name: 'fallback' },
    stream: 'stdout',
  });
  expect(readLine('{broken', 'stderr', DEFAULTS).line.level).toBe('unknown');
});

test('a JSON line that is too long keeps its columns and the start of its message', () => {
  const message = 'x'.repeat(LINE_BYTES_MAX);
  const text = JSON.stringify({ log: { level: 'warn' }, trace: { id: TRACE }, message });
  const { line, isCut } = readLine(text, 'stdout', DEFAULTS);
  expect(isCut).toBe(true);
  expect(line).toMatchObject({ level: 'warn', traceId: TRACE });
  expect(line.json.length).toBeLessThan(LINE_BYTES_MAX);
  expect(fieldsOf(line.json)).toMatchObject({
    labels: { sightline_truncated: 'true' },
    trace: { id: TRACE },
    message: expect.stringMatching(/^x+…\[truncated\]$/) as string,
  });
});

test('text that is too long is cut, and never in the middle of a character', () => {
  const { line, isCut } = readLine(`a${'😀'.repeat(LINE_BYTES_MAX / 4)}`, 'stderr', DEFAULTS);
  expect(isCut).toBe(true);
  expect(line.json.length).toBeLessThan(LINE_BYTES_MAX);
  expect(Buffer.from(line.json).toString()).not.toContain('\\ud83d');
});
