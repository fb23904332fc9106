import type { Registry } from 'prom-client';

import type { InitOptions } from './config/index.ts';
import type { Sightline } from './handle.ts';
import type { Logger } from './logs/index.ts';
import type { Annotations } from './instrument/index.ts';
import { applicationRegistry } from './metrics/index.ts';
import { shared } from './shared.ts';

export { SightlineConfigError, type InitOptions } from './config/index.ts';
export type { Sightline, SightlineStatus, SignalStatus } from './handle.ts';
export type { Annotations } from './instrument/index.ts';
export type { Logger } from './logs/index.ts';
export { Saga, step, type SagaOptions, type SagaOutcome, type SagaSteps } from './steps/index.ts';

/**
 * Starts logs, metrics and traces for this process. The first call decides; later calls return its
 * handle and warn once. Everything is optional: see `docs/configuration.md`.
 *
 * @throws SightlineConfigError when an option in code is wrong; nothing throws after that.
 * @example const { logger, shutdown } = init({ serviceName: 'orders', slo: { latency: '300ms' } })
 */
export function init(options?: InitOptions): Sightline {
  return shared().init(options, false);
}

/**
 * Adds facts to the current request: they appear on its log line and on its span. Outside a
 * request, or after it ended, it does nothing. At most 64 labels of 1,024 characters; more are
 * ignored. Never throws.
 *
 * @returns true when there was a request to annotate.
 * @example annotate({ 'user.id': user.id, labels: { plan: user.plan } })
 */
export function annotate(annotations: Annotations): boolean {
  return shared().annotate(annotations);
}

/**
 * The logger of the service: a pino logger whose lines carry the ids of the current request. Works
 * anywhere, also before `init`: early lines wait for it.
 */
export const logger: Logger = shared().logs.logger;

/** prom-client's default registry: metrics registered here appear on `/metrics`. */
export const registry: Registry = applicationRegistry;
