import { promqltestCommand } from '../promql/promqltest/command.ts';
import { readArgs, UsageError, type Command } from './command.ts';

export const PROMQLTEST: Command = {
  name: 'promqltest',
  summary: 'run scripts in the format of promqltest',
  help: `Usage: sightline promqltest FILE...

Runs scripts in the format of Prometheus' promqltest against the evaluator of the local stack.
Prints per file "N passed, N failed", and of each failure the statement, what it got and what it
wanted. "-" reads standard input. Statements on native histograms fail: they are not supported.

  sightline promqltest rules.test functions.test
`,
  run(args) {
    const { positionals } = readArgs(args, { help: { type: 'boolean', short: 'h' } });
    if (positionals.length === 0) throw new UsageError('At least one file has to be named.');
    return promqltestCommand(positionals);
  },
};
