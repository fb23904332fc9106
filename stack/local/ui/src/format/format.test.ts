import { describe, expect, test } from 'vitest';
import { hueOf, HUES } from './colour.ts';
import { bytes, digits, percent, perSecond, plural, short, whole } from './number.ts';
import { ago, clockMs, day, duration, exactTime, shortTime } from './time.ts';

/** Narrow gaps as plain spaces, so that expectations can be read. */
function plain(text: string): string {
  return text.replaceAll('\u202f', ' ');
}

describe('numbers', () => {
  test.each([
    [0, '0'],
    [1, '1'],
    [1234, '1234'],
    [0.42371, '0.424'],
    [12.345, '12.3'],
    [99.95, '100'],
    [1e-12, '0'],
    [-2.5, '-2.5'],
    [Infinity, 'Infinity'],
  ])('%d is written as %s', (value, text) => {
    expect(digits(value)).toBe(text);
  });

  test.each([
    [1240, '1.24 k'],
    [999, '999'],
    [2_500_000, '2.5 M'],
    [null, '–'],
    [NaN, '–'],
  ])('%d is short as %s', (value, text) => {
    expect(plain(short(value))).toBe(text);
  });

  test('no data is not zero', () => {
    expect(plain(percent(0))).toBe('0 %');
    expect(percent(null)).toBe('–');
    expect(perSecond(undefined)).toBe('–');
    expect(duration(null)).toBe('–');
  });

  test.each([
    [0.0042, '0.42 %'],
    [0.1015, '10.2 %'],
    [0.00001, '<0.01 %'],
    [1, '100 %'],
  ])('%d is %s', (value, text) => {
    expect(plain(percent(value))).toBe(text);
  });

  test('rates, bytes, counts', () => {
    expect(plain(perSecond(1240, 'req'))).toBe('1.24 k req/s');
    expect(perSecond(0.001)).toBe('<0.01/s');
    expect(plain(bytes(134_217_728))).toBe('128 MiB');
    expect(plain(whole(1_234_567))).toBe('1 234 567');
    expect(plural(1, 'span')).toBe('1 span');
    expect(plain(plural(1500, 'span'))).toBe('1 500 spans');
  });
});

describe('times', () => {
  test.each([
    [0, '0 ms'],
    [0.0002, '200 ns'],
    [0.43, '430 µs'],
    [38, '38 ms'],
    [999.7, '1 s'],
    [1240, '1.24 s'],
    [125_000, '2 m 5 s'],
    [3_720_000, '1 h 2 m'],
    [90_061_000, '1 d 1 h'],
    [-38, '-38 ms'],
  ])('%d ms is %s', (ms, text) => {
    expect(plain(duration(ms))).toBe(text);
  });

  test('clocks show milliseconds and the day where it matters', () => {
    const ms = new Date(2026, 10, 23, 9, 5, 7, 42).getTime();
    expect(clockMs(ms)).toBe('09:05:07.042');
    expect(exactTime(ms)).toBe('2026-11-23 09:05:07.042');
    expect(shortTime(ms, ms + 1000)).toBe('09:05:07');
    expect(shortTime(ms, ms + 86_400_000)).toBe('2026-11-23 09:05:07');
    expect(day(ms)).toBe('2026-11-23');
    expect(plain(ago(ms, ms + 12_300))).toBe('12 s ago');
    expect(ago(ms, ms)).toBe('just now');
  });
});

test('names spread over all hues, and the same name keeps its hue', () => {
  const hues = Array.from({ length: 200 }, (_, at) => hueOf(`service-${at}`));
  expect(new Set(hues).size).toBe(HUES);
  expect(hueOf('catalog')).toBe(hueOf('catalog'));
});
