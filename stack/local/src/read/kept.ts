import type { KeptSignal, TelemetryStore } from '../model/index.ts';
import type { WireKeptSignal } from '../wire/index.ts';

function wire(signal: WireKeptSignal['signal'], kept: KeptSignal): WireKeptSignal {
  const { oldestMs = null, newestMs = null, ...rest } = kept;
  return { ...rest, signal, oldestMs, newestMs };
}

/** What is kept of each signal, and what had to go. */
export function keptSignals(store: TelemetryStore): WireKeptSignal[] {
  const { series, seriesMax, ...samples } = store.metrics.kept();
  const { rejected, oldestMs, newestMs } = samples;
  const refused = rejected['too_many_series'] ?? 0;
  return [
    wire('logs', store.logs.kept()),
    wire('spans', store.spans.kept()),
    wire('samples', samples),
    wire('series', {
      kept: series,
      keptMax: seriesMax,
      bytes: 0,
      bytesMax: 0,
      accepted: series,
      evicted: 0,
      rejected: refused > 0 ? { too_many_series: refused } : {},
      oldestMs,
      newestMs,
    }),
  ];
}
