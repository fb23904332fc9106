/** Options, variables and defaults: decided once at start, frozen and passed down. */
export { type Destination, type LibraryReport, startLine, type StartLine } from './banner.ts';
export {
  type CodeEntry,
  ERROR_CODES,
  type ErrorKey,
  RETIRED_CODES,
  WARNING_CODES,
  type WarningKey,
} from './codes.ts';
export { type ConfigProblem, type ConfigWarning, SightlineConfigError, warning } from './errors.ts';
export { type Host, realHost } from './host.ts';
export type { InitOptions } from './options.ts';
export type { OtlpOptions, OtlpSignalOptions } from './options-otlp.ts';
export type { ShippingOptions } from './options-shipping.ts';
export type { ContextOptions } from './options-context.ts';
export type { LogOptions, MetricOptions, SloOptions, TraceOptions } from './options-signals.ts';
export { defaultText, type Found, type GivenOption } from './reader.ts';
export { type Resolution, resolve } from './resolve.ts';
export { type Group, GROUPS, type Row } from './row.ts';
export type {
  ElasticsearchSettings,
  SpoolSettings,
  LatencyObjective,
  OtlpProtocol,
  OtlpSettings,
  PropagatorName,
  ReadyCheck,
  SamplerName,
  Settings,
} from './settings.ts';
export { OPTIONS, PLAIN_VARIABLES, type PlainVariable, VARIABLES } from './table.ts';
export { OTEL_SDK_VERSION, SDK_VERSION } from './version.ts';
