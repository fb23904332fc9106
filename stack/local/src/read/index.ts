/** Questions that readers ask, answered from the store. */
export { keptSignals } from './kept.ts';
export { logFacets, logHistogram, searchLogs, wireLog } from './logs.ts';
export { serviceMap } from './map.ts';
export type { Metrics } from './metrics.ts';
export { serviceDetail } from './service.ts';
export { listServices } from './services.ts';
export { searchTraces, TRACE_SORTS, traceDetail, traceFacets, type TraceSort } from './traces.ts';
