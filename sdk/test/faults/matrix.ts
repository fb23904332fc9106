import { runFault, type Fault, type Figures } from './fault.ts';
import { DISK_FAULTS } from './faults-disk.ts';
import { LOG_FAULTS } from './faults-logs.ts';
import { PROCESS_FAULTS_LOGS, PROCESS_FAULTS_SPANS } from './faults-process.ts';
import { SPAN_FAULTS } from './faults-spans.ts';
import type { Plan } from './plan.ts';
import type { Backend, Signal } from './signals.ts';
import type { SubjectKind } from './subjects.ts';

/** What the report and the tests need to know of a fault, whatever its backend is. */
export type FaultFacts = Pick<
  Fault<Backend>,
  | 'name'
  | 'proves'
  | 'section'
  | 'mayRepeat'
  | 'exit'
  | 'loss'
  | 'spoolIsLost'
  | 'cannotRun'
  | 'alsoRaw'
> & { readonly signal: Pick<Signal<Backend>, 'name' | 'sightline' | 'raw'> };

/** A row of the matrix: a fault, and how it is run against a subject. */
export interface Row {
  readonly fault: FaultFacts;
  readonly run: (subject: SubjectKind, plan: Plan) => Promise<Figures>;
}

function row<Receiver extends Backend>(fault: Fault<Receiver>): Row {
  return { fault, run: (subject, plan) => runFault(fault, subject, plan) };
}

export const MATRIX: readonly Row[] = [
  ...LOG_FAULTS.map(row),
  ...DISK_FAULTS.map(row),
  ...SPAN_FAULTS.map(row),
  ...PROCESS_FAULTS_LOGS.map(row),
  ...PROCESS_FAULTS_SPANS.map(row),
];
