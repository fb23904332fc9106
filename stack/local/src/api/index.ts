/** The HTTP server: page, questions, and the wires that are HTTP. */
export { Guard } from './guard.ts';
export { Live } from './live.ts';
export { Page } from './page.ts';
export { prometheusHandler } from './prometheus/index.ts';
export type { ApiSources } from './routes.ts';
export { selfMetrics } from './self-metrics.ts';
export { createLocalServer } from './server.ts';
export { transferHandler, type Transfer } from './transfer.ts';
