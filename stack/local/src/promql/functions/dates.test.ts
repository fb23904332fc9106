import { expect, test } from 'vitest';
import { DATES } from './dates.ts';

function part(name: string, seconds: number): number | undefined {
  return DATES.get(name)?.(seconds);
}

test('dates agree with those of the platform', () => {
  // Every tenth day of 800 years, at changing times of the day.
  for (let day = -146_000; day < 146_000; day += 10) {
    const seconds = day * 86_400 + ((Math.abs(day) * 7919) % 86_400);
    const date = new Date(seconds * 1000);
    const yearStart = Date.UTC(date.getUTCFullYear(), 0, 1);
    const monthEnd = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0));
    expect({
      year: part('year', seconds),
      month: part('month', seconds),
      day: part('day_of_month', seconds),
      weekday: part('day_of_week', seconds),
      dayOfYear: part('day_of_year', seconds),
      length: part('days_in_month', seconds),
      hour: part('hour', seconds),
      minute: part('minute', seconds),
    }).toEqual({
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      weekday: date.getUTCDay(),
      dayOfYear: Math.floor((date.getTime() - yearStart) / 86_400_000) + 1,
      length: monthEnd.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
    });
  }
});

test('seconds are cut to whole ones; no time is no date', () => {
  expect(part('year', 1_735_689_599.9)).toBe(2024);
  expect(part('hour', NaN)).toBeNaN();
  expect(part('year', Infinity)).toBeNaN();
});
