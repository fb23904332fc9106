/** What goes between the server and its readers: the page and the read commands. */
export type { WireAbout, WireKept, WireKeptSignal, WireTick } from './about.ts';
export type { Health, WireProblem, WireRange, WireRed } from './common.ts';
export type { WireFacets, WireLog, WireLogHistogram, WireLogs } from './logs.ts';
export type { WireEdge, WireMap, WireNode } from './map.ts';
export type { WireRoute, WireService, WireServiceDetail, WireServices } from './services.ts';
export type { WireSpan, WireTrace, WireTraceDetail, WireTraces } from './traces.ts';
