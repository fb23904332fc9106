import { context, ROOT_CONTEXT } from '@opentelemetry/api';

import { warning } from './config/index.ts';
import type { Logs } from './logs/index.ts';

export interface OutageEvents {
  onOutage(reason: string, message: string): void;
  onRecovery(): void;
}

type WarningKey = Parameters<typeof warning>[0];

/**
 * A warning of the SDK as a log line. What it tells of is no part of the request in whose context
 * it may have come up.
 */
export function warn(logs: Logs, key: WarningKey, message: string): void {
  context.with(ROOT_CONTEXT, () => {
    logs.sdkLine('warn', message, { code: warning(key, message).code });
  });
}

/** One line when a signal's outage begins and one when it ends, not one per failed attempt. */
export function outageEvents(
  logs: Logs,
  what: string,
  dropped: ReadonlyMap<string, number> | undefined,
): OutageEvents {
  const lost = (): number => {
    let total = 0;
    for (const count of dropped?.values() ?? []) total += count;
    return total;
  };
  let lostBefore = 0;
  return {
    onOutage(reason, message) {
      lostBefore = lost();
      warn(logs, 'EXPORT_FAILING', `${what} cannot be delivered (${reason}): ${message}`);
    },
    onRecovery() {
      const count = lost() - lostBefore;
      warn(logs, 'EXPORT_RECOVERED', `${what} are delivered again; ${count} were lost meanwhile`);
    },
  };
}
