import { describe, expect, test } from 'vitest';
import { attributesOf, attributeValue, spanRoom } from './attribute-values.ts';

const boom = (): never => {
  throw new Error('thrown by the value itself');
};
const nothing = [undefined, null, boom, Symbol('s'), 5n, new Float64Array(3)];

describe('attribute values', () => {
  test.each(['text', 5, true, ['a', 'b'], { a: { b: [1, null] } }, new Uint8Array([1, 2])])(
    '%j stays as it is',
    (value) => {
      expect(attributeValue(value, spanRoom())).toEqual(value);
    },
  );

  test('what is none is left out', () => {
    for (const value of nothing) expect(attributeValue(value, spanRoom())).toBeUndefined();
    expect(attributeValue(new Proxy({}, { ownKeys: boom }), spanRoom())).toBeUndefined();
    expect(attributesOf(new Proxy({}, { ownKeys: boom }), 9, spanRoom())).toEqual({});
    const given = {
      get a() {
        return boom();
      },
      b: 1,
      ...(JSON.parse('{"__proto__":{"c":1}}') as object),
    };
    expect(attributesOf(given as never, 9, spanRoom())).toEqual({ b: 1 });
  });

  test('all of one span stay within its room, circles and crowds included', () => {
    const circle: Record<string, unknown> = {};
    for (let at = 0; at < 100; at += 1) circle[`k${at}`] = circle;
    const room = spanRoom();
    const long = 'x'.repeat(1_000_000);
    const kept = [circle, long, Array.from({ length: 100_000 }, () => long), circle];
    const text = JSON.stringify(kept.map((value) => attributeValue(value, room)));
    expect(text.length).toBeLessThan(1_500_000);
  });
});
