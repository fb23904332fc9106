// `npm run faults`: every fault against the SDK and the raw parts, and docs/reliability.md.
import { parseArgs } from 'node:util';
import { toText } from '../../bench/report/table.ts';
import { inputTables } from '../hostile/figures.ts';
import { MATRIX, type Row } from './matrix.ts';
import { writePage } from './page.ts';
import { LONG, QUICK } from './plan.ts';
import { Pool } from './pool.ts';
import type { SubjectKind } from './subjects.ts';
import { cells, sections, type Result } from './tables.ts';
import { problemsOf } from './verdict.ts';

const USAGE = `npm run faults -- [--only <pattern>] [--quick]

  --only <pattern>  faults whose name or signal contains this; the page is left as it is
  --quick           the short forms; the page is left as it is`;

/** Processes at once on the two cores that CI has. */
const AT_ONCE = 3;

const options = {
  only: { type: 'string' },
  quick: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;
const { values } = parseArgs({ options });
const plan = values.quick === true ? QUICK : LONG;
const only = values.only ?? '';

interface Run {
  readonly row: Row;
  readonly subject: SubjectKind;
}

/** The raw parts run right after the SDK, so that they see the same machine. */
function runsOf(row: Row): Run[] {
  const { signal, spoolIsLost, alsoRaw = [] } = row.fault;
  // A part without a spool has no trouble with its disk.
  const raw = spoolIsLost === true ? [] : [signal.raw, ...alsoRaw];
  return [signal.sightline, ...raw].map((subject) => ({ row, subject }));
}

const failures: string[] = [];

async function resultOf({ row, subject }: Run): Promise<Result | undefined> {
  const { fault } = row;
  try {
    const figures = await row.run(subject, plan);
    console.error(cells(figures).join('  '));
    if (subject === fault.signal.sightline) {
      const problems = problemsOf(fault, figures, plan);
      failures.push(
        ...problems.map((problem) => `${fault.signal.name}, ${fault.name}: ${problem}`),
      );
    }
    const { section, exit = 'SIGTERM', spoolIsLost } = fault;
    return { section, figures, exit, isCompared: spoolIsLost !== true };
  } catch (error) {
    failures.push(`${fault.signal.name}, ${fault.name}, ${subject.name}: ${String(error)}`);
    return undefined;
  }
}

async function main(): Promise<void> {
  const rows = MATRIX.filter(({ fault }) => `${fault.signal.name}, ${fault.name}`.includes(only));
  for (const { fault } of rows.filter((row) => row.fault.cannotRun !== undefined)) {
    console.error(`Not run: ${fault.name}: ${fault.cannotRun}`);
  }
  // First and one after the other: these are about time and memory.
  const inputs = only === '' && plan === LONG ? await inputTables() : [];
  for (const table of inputs) console.log(toText(table));
  const pool = new Pool(AT_ONCE);
  const runs = rows.filter((row) => row.fault.cannotRun === undefined).flatMap(runsOf);
  const results = await Promise.all(runs.map((run) => pool.run(() => resultOf(run))));
  const found = results.filter((result) => result !== undefined);
  for (const table of sections(found)) console.log(toText(table));
  for (const failure of failures) console.error(`\n${failure}`);
  const isWhole = only === '' && plan === LONG && found.length === runs.length;
  if (isWhole) {
    writePage(found, inputs, plan, AT_ONCE);
    console.log('\nWritten to docs/reliability.md');
  }
  process.exitCode = failures.length > 0 ? 1 : 0;
}

if (values.help === true) console.log(USAGE);
else await main();
