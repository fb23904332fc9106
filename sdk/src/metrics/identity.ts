import type { Settings } from '../config/settings.ts';
import { IDENTITY_METRICS, LABEL, RESOURCE } from '../contract/index.ts';
import { SDK_VERSION } from '../config/version.ts';
import type { SdkRegistry } from './prom.ts';
import { boundText } from './text.ts';

/** Who this process is, and what it promises. */
export function identityMetrics(registry: SdkRegistry, settings: Settings): void {
  const info = targetLabels(settings);
  const definition = { ...IDENTITY_METRICS.targetInfo, labels: Object.keys(info) };
  registry.read(definition, () => [{ labels: info, value: 1 }]);
  registry.read(IDENTITY_METRICS.buildInfo, () => [
    { labels: { [LABEL.version]: SDK_VERSION, [LABEL.team]: settings.team }, value: 1 },
  ]);
  const { sloAvailability, sloLatency } = settings;
  registry.read(IDENTITY_METRICS.sloObjective, () => [
    ...(sloAvailability === undefined
      ? []
      : [{ labels: { [LABEL.slo]: 'availability' }, value: sloAvailability }]),
    ...(sloLatency === undefined
      ? []
      : [{ labels: { [LABEL.slo]: 'latency' }, value: sloLatency.objective }]),
  ]);
  if (sloLatency === undefined) return;
  const bound = boundText(sloLatency.thresholdSeconds, 'openmetrics');
  registry.read(IDENTITY_METRICS.sloLatencyThreshold, () => [
    { labels: { [LABEL.bound]: bound }, value: sloLatency.thresholdSeconds },
  ]);
}

/** Resource attributes as labels: dots and the like become underscores, as in OTLP translation. */
function targetLabels(settings: Settings): Record<string, string> {
  const labels: Record<string, string> = {
    [LABEL.service]: settings.serviceName,
    [LABEL.environment]: settings.environment,
  };
  for (const [name, value] of Object.entries(settings.resourceAttributes)) {
    if (name === RESOURCE.serviceName || name === RESOURCE.environment) continue;
    labels[name.replaceAll(/[^a-zA-Z0-9_]/g, '_').replace(/^(\d)/, '_$1')] = value;
  }
  return labels;
}
