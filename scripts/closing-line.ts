import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a run with one line, `N passed, N failed[, N skipped]`, that always agrees with the exit
 * code. Counts what a list of tests misses: a module that could not be loaded, a throwing hook, a
 * late rejection, and what vitest fails without a failing test (coverage threshold, nothing found).
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      for (const state of states) count[state] += 1;
      if (module.state() === 'failed' && !states.includes('failed')) count.failed += 1;
    }
    process.once('exit', (code) => {
      if (count.failed > 0 && code === 0) process.exitCode = 1;
      console.log(closingLine({ ...count, exitCode: code }));
    });
  }
}

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly pending: number;
  readonly exitCode: number;
}

function closingLine(outcome: Outcome): string {
  const skipped = outcome.skipped + outcome.pending;
  const failed = outcome.failed === 0 && outcome.exitCode !== 0 ? 1 : outcome.failed;
  return `${outcome.passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
