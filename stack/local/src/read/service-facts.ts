import type { TelemetryStore, TimeRange } from '../model/index.ts';
import { SERVICE_LABEL, type Metrics } from './metrics.ts';

/** What is known of a service beside its figures. */
export interface ServiceFacts {
  version: string;
  environment: string;
  language: string;
}

/** Services that anything was heard of in the range, and what they said of themselves. */
export function serviceFacts(
  store: TelemetryStore,
  metrics: Metrics,
  range: TimeRange,
): Map<string, ServiceFacts> {
  const facts = new Map<string, ServiceFacts>();
  const of = (service: string): ServiceFacts => {
    const known = facts.get(service) ?? { version: '', environment: '', language: '' };
    facts.set(service, known);
    return known;
  };
  for (const { labels } of metrics.vector('target_info', range.toMs)) {
    const service = labels[SERVICE_LABEL];
    if (service === undefined) continue;
    const known = of(service);
    known.version ||= labels['service_version'] ?? '';
    known.environment ||= labels['deployment_environment_name'] ?? '';
    known.language ||= labels['telemetry_sdk_language'] ?? '';
  }
  store.spans.scan(range, (row) => {
    if (facts.get(row.service)?.language) return true;
    const { resource } = row.span();
    const text = (name: string): string => {
      const value = resource[name];
      return typeof value === 'string' ? value : '';
    };
    const known = of(row.service);
    known.version ||= text('service.version');
    known.environment ||= text('deployment.environment.name');
    known.language ||= text('telemetry.sdk.language') || 'unknown';
    return true;
  });
  store.logs.scan(range, (row) => {
    of(row.service);
    return true;
  });
  return facts;
}
