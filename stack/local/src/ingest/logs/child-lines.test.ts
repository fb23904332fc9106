import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { IngestCounters } from '../counters.ts';
import { TestStore } from '../testing/store.ts';
import { ChildLines } from './child-lines.ts';
import { LineSplitter } from './line-splitter.ts';
import { LINE_BYTES_MAX } from './line.ts';

function child() {
  const store = new TestStore();
  const counters = new IngestCounters();
  const lines = new ChildLines({ store, counters }, 'cart');
  const write = (stream: 'stdout' | 'stderr', text: string): void => {
    lines.write(stream, Buffer.from(text));
  };
  const messages = (): unknown[] => store.parsedLines().map(({ message }) => message);
  return { store, counters, lines, write, messages };
}

test('lines break anywhere, also within a character', () => {
  const { store, lines, messages } = child();
  const bytes = Buffer.from('{"message":"größe 😀"}\r\nplain ü\n\nrest');
  for (const byte of bytes) lines.write('stdout', Buffer.from([byte]));
  expect(messages()).toEqual(['größe 😀', 'plain ü']);
  lines.flush();
  expect(messages()).toEqual(['größe 😀', 'plain ü', 'rest']);
  expect(Buffer.from(store.lines[0]?.json ?? []).toString()).toBe('{"message":"größe 😀"}');
  expect(store.lines.map(({ level, service }) => [level, service])).toEqual([
    ['unknown', 'cart'],
    ['info', 'cart'],
    ['info', 'cart'],
  ]);
});

test('a stack trace is one entry, whatever stdout says meanwhile', async () => {
  const { store, write, messages } = child();
  write('stderr', 'warming up\nError: boom\n    at a (x.js:1)\n');
  write('stdout', 'meanwhile\n');
  write('stderr', "    at b (y.js:2) {\n  code: 'E'\n}\nnext\n");
  await sleep(80);
  expect(messages()).toEqual([
    'warming up',
    'meanwhile',
    "Error: boom\n    at a (x.js:1)\n    at b (y.js:2) {\n  code: 'E'\n}",
    'next',
  ]);
  expect(store.lines.map(({ level }) => level)).toEqual(['unknown', 'info', 'error', 'unknown']);
});

test('JSON on stderr ends what came before it', () => {
  const { write, messages } = child();
  write('stderr', 'text\n{"message":"json"}\n');
  expect(messages()).toEqual(['text', 'json']);
});

test('indented lines that come later stand for themselves', async () => {
  const { write, lines, messages } = child();
  write('stderr', 'first\n');
  await sleep(80);
  write('stderr', '  second\n');
  lines.flush();
  expect(messages()).toEqual(['first', '  second']);
});

test('a stack without end is cut into entries', () => {
  const { write, lines, store } = child();
  write('stderr', `Error: deep\n${'    at f (x.js:1)\n'.repeat(450)}`);
  lines.flush();
  expect(store.lines).toHaveLength(3);
});

test('a line beyond the bound is cut and counted, and the next one is whole', () => {
  const { write, messages, counters } = child();
  write('stdout', 'x'.repeat(LINE_BYTES_MAX));
  write('stdout', `${'y'.repeat(100)}\nnext\n`);
  expect(messages()[0]).toMatch(/^x+…\[truncated\]$/);
  expect(messages()[1]).toBe('next');
  expect(counters.snapshot()).toEqual([
    { wire: 'child', signal: 'logs', accepted: 2, refused: { cut: 1 } },
  ]);
});

test('colours are for terminals', () => {
  const { write, messages } = child();
  write('stdout', '\u001b[32mgreen\u001b[39m\n');
  write('stdout', '\u001b[36m{"message":"json"}\u001b[39m\n');
  expect(messages()).toEqual(['green', 'json']);
});

test('streams are read to their end', async () => {
  const { lines, messages } = child();
  const stdout = new PassThrough();
  lines.read({ stdout, stderr: null });
  stdout.end('last words');
  await sleep(5);
  expect(messages()).toEqual(['last words']);
});

test('the splitter holds no more than its bound', () => {
  const seen: [string, boolean][] = [];
  const splitter = new LineSplitter(4, (bytes, isCut) => seen.push([bytes.toString(), isCut]));
  for (const chunk of ['ab', 'cd', 'ef', '\n', 'abcd\n', 'a\r\n', '\r\n', 'abcdef\nz']) {
    splitter.write(Buffer.from(chunk));
  }
  splitter.flush();
  expect(seen).toEqual([
    ['abcd', true],
    ['abcd', false],
    ['a', false],
    ['abcd', true],
    ['z', false],
  ]);
});
