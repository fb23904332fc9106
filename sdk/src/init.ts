import { createHash } from 'node:crypto';
import { isMainThread } from 'node:worker_threads';

import { trace } from '@opentelemetry/api';

import { startAdmin, type AdminPart } from './admin-part.ts';
import { BlackBox } from './black-box.ts';
import { startLine, type Resolution } from './config/index.ts';
import type { Place } from './crew/index.ts';
import { Ending } from './ending.ts';
import type { Sightline } from './handle.ts';
import { setUserIdHash } from './instrument/index.ts';
import { ADAPTERS, findLibraries, SEEN_BELOW } from './libraries/index.ts';
import { Later } from './later.ts';
import type { Logs } from './logs/index.ts';
import { applicationRegistry } from './metrics/index.ts';
import { buildParts } from './parts.ts';
import { tellStalls } from './stall-lines.ts';
import { setStepKit } from './steps/index.ts';
import { disabledStatus, runningStatus } from './status.ts';

const USER_ID_HASH_LENGTH = 16;

function hashUserId(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, USER_ID_HASH_LENGTH);
}

/** What was known before anything was decided. */
export interface Circumstances {
  /** Loaded before the program, and before anything that it imports. */
  readonly isEarly: boolean;
  /** Among the processes of the service; undefined = alone. */
  readonly place: Place | undefined;
}

/** Starts everything that the settings ask for. Nothing throws after this. */
export function startSightline(
  logs: Logs,
  resolution: Resolution,
  { isEarly, place }: Circumstances,
): Sightline {
  const { settings, warnings } = resolution;
  const userId = settings.userId === 'hash' ? hashUserId : (id: string): string => id;
  setUserIdHash(userId);
  logs.start(settings, userId);
  for (const { code, message } of warnings) logs.sdkLine('warn', message, { code });

  const parts = buildParts(logs, resolution, () => later.soon());
  const later = new Later(() => {
    parts.metrics.load();
    parts.exports.startAdopting();
    blackBox.start();
    if (settings.stallThresholdMs > 0) {
      ending.onStop(tellStalls(logs, parts.metrics.measures, settings.stallThresholdMs));
    }
  });
  parts.instrumentation.install();
  parts.libraries.install();
  setStepKit({ hooks: parts.instrumentation.operations, measures: parts.metrics.measures });
  const blackBox = new BlackBox(settings, parts);
  const ending = new Ending(parts, blackBox, () => admin, settings.shutdownTimeoutMs);
  const status = () => runningStatus(resolution, parts, ending, admin);
  const { metrics, cost } = parts;
  const isDraining = (): boolean => ending.isDraining;
  const needs = { resolution, logs, metrics, cost, isDraining, status };
  const admin: AdminPart = startAdmin(needs, place);
  if (isMainThread) {
    void admin.settled.then((address) => {
      const libraries = findLibraries(process.argv[1], [...SEEN_BELOW, ...ADAPTERS], {
        state: (name) => parts.libraries.state(name),
        off: settings.librariesOff,
        isPreloaded: isEarly,
      });
      logs.sdkLine('info', 'sightline started', startLine(resolution, libraries, address));
    });
  }
  return {
    logger: logs.logger,
    registry: applicationRegistry,
    get tracer() {
      return trace.getTracer(settings.serviceName, settings.serviceVersion);
    },
    status,
    shutdown: () => ending.shutdown(),
  };
}

/** `SIGHTLINE_ENABLED=false`: the application's logger still writes; nothing else is there. */
export function disabledHandle(logs: Logs, resolution: Resolution): Sightline {
  const { settings } = resolution;
  logs.startPlain(settings);
  return {
    logger: logs.logger,
    registry: applicationRegistry,
    get tracer() {
      return trace.getTracer(settings.serviceName);
    },
    status: () => disabledStatus(resolution, logs),
    shutdown: () => Promise.resolve(),
  };
}
