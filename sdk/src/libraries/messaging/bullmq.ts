import type { Kit, LibraryAdapter } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import { Processing } from './bullmq-process.ts';
import { addBulkOf, addFlowOf, addFlowsOf, addOf } from './bullmq-send.ts';
import { SETTLING, settleOf } from './bullmq-settle.ts';
import { Destinations } from './destination.ts';

interface Class {
  readonly prototype?: Readonly<Record<string, unknown>>;
}

interface Exports {
  readonly Queue?: Class;
  readonly FlowProducer?: Class;
  readonly Worker?: Class;
  readonly Job?: Class;
}

/**
 * Both of its builds are CommonJS to Node: what the package has as ES modules is for bundlers. The
 * trace goes where the library itself keeps one for those who ask for it, in the job's options.
 */
export const bullmq: LibraryAdapter = {
  name: 'bullmq',
  from: 5,
  way: 'patch',
  gives: 'jobs sent and processed, one trace across services, retries, age',
  modules: [{ patch }],
};

function patch({ Queue, FlowProducer, Worker, Job }: Exports, kit: Kit): boolean {
  const worker = Worker?.prototype;
  if (typeof worker?.['processJob'] !== 'function') return false;
  if (typeof worker['callProcessJob'] !== 'function') return false;
  const destinations = new Destinations(kit, 'bullmq');
  const work = { kit, destinations };
  const processing = new Processing(kit, destinations);
  for (const [method, name] of Object.entries(SETTLING)) {
    wrapMethod(Job?.prototype, method, (original) => settleOf(original, name, work));
  }
  return (
    wrapMethod(Queue?.prototype, 'add', (original) => addOf(original, work)) &&
    wrapMethod(Queue?.prototype, 'addBulk', (original) => addBulkOf(original, work)) &&
    wrapMethod(FlowProducer?.prototype, 'add', (original) => addFlowOf(original, work)) &&
    wrapMethod(FlowProducer?.prototype, 'addBulk', (original) => addFlowsOf(original, work)) &&
    wrapMethod(worker, 'callProcessJob', (original) => processing.handlerOf(original)) &&
    wrapMethod(worker, 'processJob', (original) => processing.processOf(original))
  );
}
