import { expect, test } from 'vitest';
import { CHUNK_BYTES, CHUNKS_MAX_BYTES, Chunks, type Chunk } from './chunks.ts';

function filled(chunks: Chunks, text: string): Chunk {
  const chunk = chunks.take(text.length) as Chunk;
  chunk.used = chunk.buffer.write(text);
  chunk.lines = 1;
  return chunk;
}

test('little text takes little of the bound, however often it is handed over', () => {
  const chunks = new Chunks();
  const sent: Chunk[] = [];
  for (let at = 0; at < 5000; at += 1) sent.push(chunks.packed(filled(chunks, `line ${at}\n`)));
  expect(sent.at(-1)?.buffer.toString()).toBe('line 4999\n');
  expect(sent[0]?.buffer.toString()).toBe('line 0\n');
  for (const chunk of sent) chunks.giveBack(chunk);
});

test('the bound holds for what is in use, and only for that', () => {
  const chunks = new Chunks();
  const large = 'x'.repeat(CHUNK_BYTES);
  const sent: Chunk[] = [];
  for (;;) {
    if (chunks.take(1) === undefined) break;
    sent.push(filled(new Chunks(), large));
  }
  expect(sent).toHaveLength(CHUNKS_MAX_BYTES / CHUNK_BYTES);
});

test('a chunk that is half full goes as it is', () => {
  const chunks = new Chunks();
  const chunk = filled(chunks, 'x'.repeat(CHUNK_BYTES * 0.75));
  expect(chunks.packed(chunk)).toBe(chunk);
});
