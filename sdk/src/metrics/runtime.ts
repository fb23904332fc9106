import {
  monitorEventLoopDelay,
  performance,
  PerformanceObserver,
  constants,
} from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';

import { LABEL, RUNTIME_METRICS } from '../contract/index.ts';
import { bareLabels, type SdkRegistry } from './prom.ts';

/**
 * How often the loop is probed. Every probe wakes an idle process, so not more often than useful.
 */
const PROBE_INTERVAL_MS = 20;
const NANOSECONDS = 1e9;

const GC_TYPES: Record<number, string> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
};

/** Node and V8 metrics. Returns what stops the observers. */
export function runtimeMetrics(registry: SdkRegistry): () => void {
  const stopDelay = loopDelay(registry);
  loopUtilization(registry);
  const stopGc = garbageCollection(registry);
  heap(registry);
  registry.read(RUNTIME_METRICS.activeResources, () => {
    const counts = new Map<string, number>();
    for (const kind of process.getActiveResourcesInfo()) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return [...counts].map(([kind, value]) => ({ labels: { [LABEL.resourceType]: kind }, value }));
  });
  return () => {
    stopDelay();
    stopGc();
  };
}

function loopDelay(registry: SdkRegistry): () => void {
  const probe = monitorEventLoopDelay({ resolution: PROBE_INTERVAL_MS });
  probe.enable();
  const first = new FirstDelay();
  first.measure();
  // The probe measures the whole interval; what exceeds the planned one is the delay.
  const delay = (nanoseconds: number): number => {
    const seconds = nanoseconds / NANOSECONDS - PROBE_INTERVAL_MS / 1000;
    return Number.isFinite(seconds) && probe.count > 0 ? Math.max(0, seconds) : 0;
  };
  registry.value(RUNTIME_METRICS.loopDelayP50, () => delay(probe.percentile(50)));
  registry.value(RUNTIME_METRICS.loopDelayP90, () => delay(probe.percentile(90)));
  registry.value(RUNTIME_METRICS.loopDelayP99, () => delay(probe.percentile(99)));
  // Registered last of the four, hence read last: a scrape starts a new window.
  registry.value(RUNTIME_METRICS.loopDelayMax, () => {
    const longest = Math.max(delay(probe.max), first.seconds);
    probe.reset();
    first.measure();
    return longest;
  });
  return () => probe.disable();
}

/**
 * After a reset the probe leaves out its first interval: a loop that is blocked right after a
 * scrape would never show.
 */
class FirstDelay {
  seconds = 0;

  measure(): void {
    this.seconds = 0;
    const startedMs = performance.now();
    setTimeout(() => {
      const lateMs = performance.now() - startedMs - PROBE_INTERVAL_MS;
      this.seconds = Math.max(0, lateMs / 1000);
    }, PROBE_INTERVAL_MS).unref();
  }
}

function loopUtilization(registry: SdkRegistry): void {
  let previous = performance.eventLoopUtilization();
  registry.value(RUNTIME_METRICS.loopUtilization, () => {
    const current = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(current, previous);
    previous = current;
    return utilization;
  });
  registry.read(RUNTIME_METRICS.loopTime, () => {
    const { active, idle } = performance.eventLoopUtilization();
    return [
      { labels: { [LABEL.loopState]: 'active' }, value: active / 1000 },
      { labels: { [LABEL.loopState]: 'idle' }, value: idle / 1000 },
    ];
  });
}

function garbageCollection(registry: SdkRegistry): () => void {
  const histogram = registry.histogram(RUNTIME_METRICS.gcDuration);
  const labels = new Map<string, ReturnType<typeof bareLabels>>();
  for (const type of Object.values(GC_TYPES)) {
    labels.set(type, bareLabels({ [LABEL.gcType]: type }));
    histogram.zero(labels.get(type) ?? {});
  }
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const kind = (entry as { detail?: { kind?: number } }).detail?.kind ?? 0;
      const known = labels.get(GC_TYPES[kind] ?? '');
      if (known !== undefined) histogram.observe(known, entry.duration / 1000);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}

function heap(registry: SdkRegistry): void {
  registry.value(RUNTIME_METRICS.heapLimit, () => getHeapStatistics().heap_size_limit);
  registry.read(RUNTIME_METRICS.heapUsed, () =>
    getHeapSpaceStatistics().map((space) => ({
      labels: { [LABEL.heapSpace]: space.space_name },
      value: space.space_used_size,
    })),
  );
  registry.read(RUNTIME_METRICS.heapSpaceSize, () =>
    getHeapSpaceStatistics().map((space) => ({
      labels: { [LABEL.heapSpace]: space.space_name },
      value: space.space_size,
    })),
  );
}
