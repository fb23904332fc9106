/**
 * Everything that runs in a service, as one file of the build: it loads in a fraction of the time.
 */
export { annotate, init, logger, registry, Saga, SightlineConfigError, step } from './index.ts';
export { startImplicitly } from './shared.ts';
