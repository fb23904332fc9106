import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { formatReport } from '../src/promql/promqltest/command.ts';
import { runPromqltest } from '../src/promql/promqltest/run.ts';

const CORPUS = fileURLToPath(new URL('promql/corpus/', import.meta.url));
const FILES = readdirSync(CORPUS).filter((name) => name.endsWith('.promqltest'));

test('the corpus is broad', () => {
  const counts = FILES.map(
    (name) => runPromqltest(name, readFileSync(CORPUS + name, 'utf8')).passed,
  );
  expect(FILES.length).toBeGreaterThanOrEqual(13);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(800);
});

test.each(FILES)('%s holds', (name) => {
  const report = runPromqltest(name, readFileSync(CORPUS + name, 'utf8'));
  expect(report.failed, formatReport(report)).toBe(0);
});
