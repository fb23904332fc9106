import { expect, test } from 'vitest';
import { roundedMs, scatterScale } from './scatter-scale.ts';

const BOX = { left: 50, top: 0, width: 100, height: 200 };

test('places and values are each other’s inverse', () => {
  const scale = scatterScale([1, 10, 1000], { from: 0, to: 1000 }, BOX);
  expect(scale.x(500)).toBe(100);
  expect(scale.timeAt(scale.x(321))).toBeCloseTo(321);
  expect(scale.durationAt(scale.y(37))).toBeCloseTo(37);
  expect(scale.y(1000)).toBeLessThan(scale.y(1));
  expect(scale.ticksMs).toEqual([1, 10, 100, 1000]);
});

test('equal durations and none at all still have a scale', () => {
  for (const durations of [[], [5, 5], [0]]) {
    const scale = scatterScale(durations, { from: 0, to: 1 }, BOX);
    expect(Number.isFinite(scale.y(5))).toBe(true);
  }
});

test('bounds are rounded outwards, as somebody would write them', () => {
  expect(roundedMs(123.4, 'down')).toBe(120);
  expect(roundedMs(123.4, 'up')).toBe(130);
  expect(roundedMs(0.0234, 'down')).toBe(0.023);
});
