/** One line of the page. */
export interface Row {
  readonly what: string;
  /** Empty where there is none. */
  readonly goal: string;
  readonly figure: string;
}

/** The page `docs/benchmarks-local.md`. */
export function renderPage(machine: string, rows: readonly Row[]): string {
  const lines = rows.map(({ what, goal, figure }) => `| ${what} | ${goal} | ${figure} |`);
  return `# Benchmarks of the local stack

This page says what the local stack takes, holds and answers, for somebody who wonders whether it
will do beside a real workload. \`npm run bench -- --local\` writes it.

- Date: ${new Date().toISOString().slice(0, 10)}
- Machine: ${machine}
- Node ${process.version}

| what | goal | this run |
| ---- | ---- | -------- |
${lines.join('\n')}

Receiver and sender have a core each. "Of one core" is the receiver's processor time per item,
turned round: what a core would take that did nothing else. Memory is that of a stack with every
ring full, filled over its wires, samples by series that change by fractions at every scrape, which
are the dearest to keep. The fresh clone is of the last commit, with the packages in npm's cache.
`;
}
