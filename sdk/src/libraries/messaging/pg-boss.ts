import type { Kit, LibraryAdapter } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import { Destinations } from './destination.ts';
import { JobMemory } from './pg-boss-jobs.ts';
import { startOf } from './pg-boss-polls.ts';
import { processOf } from './pg-boss-process.ts';
import { receiveOf, sendOf, settleOf } from './pg-boss-work.ts';

interface Bindings {
  /** Where the library tells OpenTelemetry what it does; it keeps the trace beside the job. */
  readonly Telemetry?: { readonly prototype?: Readonly<Record<string, unknown>> };
  readonly Worker?: { readonly prototype?: Readonly<Record<string, unknown>> };
  readonly Manager?: { readonly prototype?: Readonly<Record<string, unknown>> };
}

const OBSERVED = ['send', 'receive', 'process', 'settle', 'consumed'];

/**
 * Takes the place of the library's own spans: those know no metrics and carry no trace into the job
 * unless each service asks for it.
 */
export const pgBoss: LibraryAdapter = {
  name: 'pg-boss',
  from: 12,
  way: 'esm',
  gives: 'jobs sent and processed, one trace across services, retries, age',
  otherwise: 'not observed: before 12.38 a job has no place for its trace',
  esModules: [{ file: 'dist/manager.js', bindings: ['Telemetry', 'Manager', 'Worker'], patch }],
};

function patch({ Telemetry, Manager, Worker }: Bindings, kit: Kit): boolean {
  const telemetry = Telemetry?.prototype;
  const manager = Manager?.prototype;
  if (telemetry === undefined || manager === undefined) return false;
  if (!OBSERVED.every((name) => typeof telemetry[name] === 'function')) return false;
  const work = { kit, destinations: new Destinations(kit, 'pg-boss'), memory: new JobMemory() };
  const { memory } = work;
  // Without it polls are traces; the rest works all the same.
  wrapMethod(Worker?.prototype, 'start', (original) => startOf(original, work));
  return (
    wrapMethod(manager, 'createJob', (original) => memory.createJobOf(original)) &&
    wrapMethod(manager, 'fail', (original) => memory.failOf(original)) &&
    wrapMethod(telemetry, 'send', (original) => sendOf(original, work)) &&
    wrapMethod(telemetry, 'receive', (original) => receiveOf(original, work)) &&
    wrapMethod(telemetry, 'process', (original) => processOf(original, work)) &&
    wrapMethod(telemetry, 'settle', (original) => settleOf(original, work)) &&
    // Counted with the processing.
    wrapMethod(telemetry, 'consumed', () => () => undefined)
  );
}
