import type { OperationHooks } from '../instrument/index.ts';
import type { Measures, OperationKind } from '../record/index.ts';
import { DATASET, SAGA_METRICS, STEP } from '../contract/index.ts';

/** What steps are measured with. */
export interface StepKit {
  readonly hooks: OperationHooks;
  readonly measures: Measures;
}

// One for all copies of the package in the process: a bundle may bring a second one.
const KEY = Symbol.for('sightline.steps');
const holder = globalThis as { [KEY]?: StepKit };

/** Set once at start; until then, and when the SDK is switched off, steps run unmeasured. */
export function setStepKit(kit: StepKit): void {
  holder[KEY] = kit;
}

export function stepKit(): StepKit | undefined {
  return holder[KEY];
}

/** A step of a saga, or its compensation. */
export const SAGA_STEP: OperationKind = {
  metric: SAGA_METRICS.stepDuration,
  span: 'internal',
  status: STEP.outcome,
};

/** A whole saga, which has a line of its own. */
export const WHOLE_SAGA: OperationKind = {
  metric: SAGA_METRICS.duration,
  span: 'internal',
  status: STEP.outcome,
  line: { dataset: DATASET.saga, logger: 'saga' },
};

/** A step that belongs to no saga. */
export const PLAIN_STEP: OperationKind = {
  metric: SAGA_METRICS.plainStepDuration,
  span: 'internal',
  status: STEP.outcome,
};

/** Values of `outcome`. */
export const OUTCOME = {
  ok: 'ok',
  failed: 'failed',
  compensated: 'compensated',
  compensationFailed: 'compensation_failed',
} as const;
