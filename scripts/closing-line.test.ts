import { expect, test } from 'vitest';
import { closingLine } from './closing-line.ts';

const clean = { passed: 3, failed: 0, skipped: 0, pending: 0, exitCode: 0 };

test('a clean run names passed and failed only', () => {
  expect(closingLine(clean)).toBe('3 passed, 0 failed');
});

test('skipped and pending tests are told together', () => {
  expect(closingLine({ ...clean, skipped: 1, pending: 2 })).toBe('3 passed, 0 failed, 3 skipped');
});

test('a run that failed without a failing test does not say 0 failed', () => {
  expect(closingLine({ ...clean, exitCode: 1 })).toBe('3 passed, 1 failed');
});

test('counted failures stand as they are', () => {
  expect(closingLine({ ...clean, failed: 2, exitCode: 1 })).toBe('3 passed, 2 failed');
});
