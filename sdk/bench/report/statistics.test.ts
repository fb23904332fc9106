import { describe, expect, it } from 'vitest';
import { pairedRatio, quantile, summarise } from './statistics.ts';

describe('statistics', () => {
  it('places a quantile between its neighbours by proportion', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.25)).toBe(20);
    expect(quantile([7], 0.25)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('estimates by the low quartile, which a few disturbed rounds do not move', () => {
    const calm = [10, 10, 11, 11, 12, 12, 13, 13];
    const disturbed = [10, 10, 11, 11, 12, 12, 90, 400];
    expect(summarise(disturbed).estimate).toBe(summarise(calm).estimate);
    expect(summarise(disturbed)).toMatchObject({ min: 10, max: 400 });
  });

  it('pairs the samples of one round', () => {
    expect(pairedRatio([20, 40, 90], [10, 20, 30])).toBe(2);
    expect(pairedRatio([20, 40], [10])).toBe(2);
    expect(pairedRatio([20], [])).toBeNaN();
  });
});
