import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { runPromqltest, type PromqltestReport } from './run.ts';

const DELAYED = '--delayed-name-removal';

function indented(block: string): string {
  return block
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

/** A report as people read it. */
export function formatReport({ file, passed, failed, failures }: PromqltestReport): string {
  const lines = [`${file}: ${passed} passed, ${failed} failed`];
  for (const { line, statement, got, wanted } of failures) {
    lines.push(`  line ${line}: ${statement}`, '  got:', indented(got));
    lines.push('  wanted:', indented(wanted));
  }
  return lines.join('\n');
}

/**
 * Runs scripts of PromQL test cases and prints a report for each; `-` reads standard input. The
 * option `--delayed-name-removal` switches on the feature of Prometheus of that name. Returns the
 * exit code: 0 when everything holds, 1 when something does not, 2 when a file cannot be read.
 */
export async function promqltestCommand(
  args: readonly string[],
  print: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
): Promise<number> {
  const files = args.filter((arg) => arg !== DELAYED);
  if (files.length === 0) {
    print('promqltest needs at least one FILE (- reads standard input)');
    return 2;
  }
  const options = { delayedNameRemoval: args.includes(DELAYED) };
  let code = 0;
  for (const file of files) {
    let script: string;
    try {
      script = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
    } catch (error) {
      print(`${file}: ${error instanceof Error ? error.message : String(error)}`);
      code = 2;
      continue;
    }
    const report = runPromqltest(file, script, options);
    print(formatReport(report));
    if (report.failed > 0) code = Math.max(code, 1);
  }
  return code;
}
