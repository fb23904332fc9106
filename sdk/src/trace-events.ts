import { warning } from './config/index.ts';
import { DROP_REASON } from './contract/index.ts';
import type { Logs } from './logs/index.ts';
import type { SpanCounters, TraceEvents } from './traces/index.ts';

/** Turns what happens to spans into log lines: one per outage, not one per failed attempt. */
export function traceEvents(
  logs: Logs,
  counters: () => SpanCounters,
  onSdkStarted: () => void,
): TraceEvents & { onClash(name: string): void; reportLost(): void } {
  const lost = (): number => {
    let total = 0;
    for (const count of counters().dropped.values()) total += count;
    return total;
  };
  let lostBefore = 0;
  const say = (key: Parameters<typeof warning>[0], message: string): void => {
    const { code } = warning(key, message);
    logs.sdkLine('warn', message, { code });
  };
  return {
    onOutage(reason, message) {
      lostBefore = lost();
      say('EXPORT_FAILING', `spans cannot be delivered (${reason}): ${message}`);
    },
    onRecovery() {
      const dropped = lost() - lostBefore;
      say('EXPORT_RECOVERED', `spans are delivered again; ${dropped} were lost meanwhile`);
    },
    onSdkStarted,
    onConsoleSpan: (span) => logs.sdkLine('info', 'span', span),
    onClash: (name) =>
      say('METRIC_NAME_CLASH', `the application has a metric named ${name}; it is shown`),
    reportLost() {
      const dropped = counters().dropped.get(DROP_REASON.exit) ?? 0;
      if (dropped > 0) say('EXPORT_FAILING', `${dropped} spans were not delivered before the exit`);
    },
  };
}
