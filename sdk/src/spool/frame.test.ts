import { describe, expect, test } from 'vitest';
import { frameAround, readSegment } from './frame.ts';

function segment(...payloads: string[]): Buffer {
  return Buffer.concat(
    payloads.flatMap((text) => {
      const payload = Buffer.from(text);
      const [head, tail] = frameAround(payload, text.split('\n').length - 1);
      return [head, payload, tail];
    }),
  );
}

const line = (n: number): string => `{"n":${n},"text":"sightline-1 5 5 00000000"}\n`;
const lines = (from: number, to: number): string => {
  let text = '';
  for (let n = from; n < to; n += 1) text += line(n);
  return text;
};

function textOf(data: Buffer): string {
  return readSegment(data, true)
    .frames.map(({ payload }) => payload.toString('utf8'))
    .join('');
}

test('frames are read as they were written', () => {
  const data = segment(lines(0, 3), lines(3, 4));
  const { frames, lostItems } = readSegment(data, true);
  expect(frames.map(({ items }) => items)).toEqual([3, 1]);
  expect(textOf(data)).toBe(lines(0, 4));
  expect(lostItems).toBe(0);
  expect(readSegment(Buffer.alloc(0), true)).toEqual({ frames: [], lostItems: 0 });
});

describe('a torn tail', () => {
  test('costs the lines that are not whole, and says how many', () => {
    const whole = segment(lines(0, 3), lines(3, 6));
    const torn = whole.subarray(0, whole.length - line(5).length - 3);
    const { lostItems } = readSegment(torn, true);
    expect(textOf(torn)).toBe(lines(0, 5).slice(0, textOf(torn).length));
    expect(textOf(torn).split('\n').length - 1 + lostItems).toBe(6);
  });

  test('costs a binary frame as a whole', () => {
    const whole = segment(lines(0, 3), lines(3, 6));
    const { frames, lostItems } = readSegment(whole.subarray(0, whole.length - 5), false);
    expect(frames.map(({ items }) => items)).toEqual([3]);
    expect(lostItems).toBe(3);
  });
});

test('a damaged frame costs its damaged lines, and none of its neighbours', () => {
  const data = segment(lines(0, 2), lines(2, 5), lines(5, 7));
  data[data.indexOf('"n":3')] = 0x00;
  const { lostItems } = readSegment(data, true);
  expect(textOf(data)).toBe(lines(0, 3) + lines(4, 7));
  expect(lostItems).toBe(1);
});

test('a damaged header costs its frame no more than the count', () => {
  const data = segment(lines(0, 2), lines(2, 5), lines(5, 7));
  data.write('XX', data.indexOf('\nsightline-1 3 ') + 1);
  expect(textOf(data)).toBe(lines(0, 7));
});

test('whatever the bytes, reading ends, keeps whole lines only and never throws', () => {
  const seed = segment(lines(0, 20), lines(20, 40), lines(40, 60));
  let state = 12_345;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state % below;
  };
  for (let round = 0; round < 500; round += 1) {
    const data = Buffer.from(seed.subarray(0, seed.length - random(seed.length)));
    for (let hit = random(8); hit > 0 && data.length > 0; hit -= 1) {
      data[random(data.length)] = random(256);
    }
    for (const { payload, items } of readSegment(data, true).frames) {
      const kept = payload.toString('utf8').split('\n').slice(0, -1);
      expect(kept).toHaveLength(items);
      for (const text of kept) expect(() => JSON.parse(text)).not.toThrow();
    }
    readSegment(data, false);
  }
});
