import { expect } from 'vitest';
import type { CollectedLine } from '../../src/testing/index.ts';
import { contractProblems } from './contract-problems.ts';

export { sequenceOf } from './contract-problems.ts';

export function expectContract(line: CollectedLine, pid: number): void {
  const problems = contractProblems(line, pid);
  // The text of the line is only made for the reader of a failure.
  if (problems.length > 0) expect(problems, JSON.stringify(line).slice(0, 1000)).toEqual([]);
}
