/** The HTTP API of Prometheus over what is kept here. */
export { prometheusHandler, type PrometheusSources } from './handler.ts';
export type { TargetSource } from './targets.ts';
