import { readdir } from 'node:fs/promises';

import { LABEL, PROCESS_METRICS } from '../contract/index.ts';
import type { SdkRegistry } from './prom.ts';

const MICROSECONDS = 1e6;

/** The operating system's view of the process. */
export function processMetrics(registry: SdkRegistry): void {
  registry.read(PROCESS_METRICS.cpuTime, () => {
    const { user, system } = process.cpuUsage();
    return [
      { labels: { [LABEL.cpuMode]: 'user' }, value: user / MICROSECONDS },
      { labels: { [LABEL.cpuMode]: 'system' }, value: system / MICROSECONDS },
    ];
  });
  registry.value(PROCESS_METRICS.memoryUsage, () => process.memoryUsage.rss());
  registry.value(PROCESS_METRICS.uptime, () => process.uptime());
  const startSeconds = Date.now() / 1000 - process.uptime();
  registry.value(PROCESS_METRICS.startTime, () => startSeconds);
  registry.read(PROCESS_METRICS.fileDescriptors, async () => {
    try {
      return [{ value: (await readdir('/proc/self/fd')).length }];
    } catch {
      // No /proc (macOS, Windows): no series rather than a wrong one.
      return [];
    }
  });
}
