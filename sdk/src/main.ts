/**
 * Everything that runs in a service, as one file of the build: it loads in a fraction of the time.
 */
export { annotate, init, logger, registry, SightlineConfigError } from './index.ts';
export { startImplicitly } from './shared.ts';
