/** Steps of the business: spans and durations for what the application names itself. */
export { setStepKit, type StepKit } from './kit.ts';
export { Saga, type SagaOptions, type SagaOutcome, type SagaSteps } from './saga.ts';
export { step } from './step.ts';
