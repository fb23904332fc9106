import { describe, expect, test } from 'vitest';
import {
  isRelative,
  parseTime,
  rangeWords,
  refreshMs,
  resolveRange,
  shifted,
} from './range-text.ts';

const NOW = Date.UTC(2026, 10, 23, 12, 0, 0);

describe('times in the address', () => {
  test.each([
    ['now', NOW],
    ['now-15m', NOW - 900_000],
    ['now-2h', NOW - 7_200_000],
    ['now-1d', NOW - 86_400_000],
    [String(NOW - 5), NOW - 5],
    ['2026-11-23T11:00:00Z', NOW - 3_600_000],
  ])('%s', (text, ms) => {
    expect(parseTime(text, NOW)).toBe(ms);
  });

  test.each(['', 'soon', 'now-15', 'now+5m', '15m'])('"%s" is no time', (text) => {
    expect(parseTime(text, NOW)).toBeUndefined();
  });

  test('nothing given is the last 15 minutes, and nonsense too', () => {
    const usual = { from: NOW - 900_000, to: NOW };
    expect(resolveRange('', '', NOW)).toEqual(usual);
    expect(resolveRange('soon', 'later', NOW)).toEqual(usual);
    expect(resolveRange('now', 'now-1h', NOW).to).toBe(NOW - 3_600_000);
  });

  test('while the data is young the usual range begins with it', () => {
    const since = NOW - 300_000;
    expect(resolveRange('', '', NOW, since)).toEqual({ from: since - 5000, to: NOW });
    expect(resolveRange('', '', NOW, NOW - 1000)).toEqual({ from: NOW - 120_000, to: NOW });
    expect(resolveRange('', '', NOW, NOW - 7_200_000).from).toBe(NOW - 900_000);
    expect(resolveRange('now-15m', '', NOW, since).from).toBe(NOW - 900_000);
    expect(rangeWords('', '', NOW, since)).toBe('Since the start');
  });

  test('words for a range', () => {
    expect(rangeWords('', '', NOW)).toBe('Last 15 minutes');
    expect(rangeWords('now-20m', '', NOW)).toBe('Last 20 m');
    expect(rangeWords(String(NOW - 60_000), String(NOW), NOW)).toMatch(/^\d\d:\d\d:00 – /);
  });

  test('a shifted range is fixed and keeps its width', () => {
    const { from, to } = shifted({ from: NOW - 900_000, to: NOW }, -1);
    expect(Number(to) - Number(from)).toBe(900_000);
    expect(Number(to)).toBe(NOW - 450_000);
    expect(isRelative(to)).toBe(false);
    expect(isRelative('')).toBe(true);
  });

  test('long ranges ask again less often', () => {
    expect(refreshMs({ from: NOW - 60_000, to: NOW })).toBe(2000);
    expect(refreshMs({ from: NOW - 900_000, to: NOW })).toBe(5000);
    expect(refreshMs({ from: NOW - 86_400_000, to: NOW })).toBe(30_000);
  });
});
