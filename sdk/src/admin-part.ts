import { isMainThread } from 'node:worker_threads';

import { AdminServer, readiness, TargetFile } from './admin/index.ts';
import type { Resolution } from './config/index.ts';
import { IDENTITY_LABELS } from './contract/index.ts';
import type { CostMeter } from './cost.ts';
import { LEVEL_EXPIRY_MAX_MS, LEVELS, type Level, type Logs } from './logs/index.ts';
import { CONTENT_TYPE, negotiate, type Metrics } from './metrics/index.ts';
import { warn } from './outages.ts';

export interface AdminPart {
  /** `http://host:port`, once known. */
  address(): string | undefined;
  /** Resolves with the address, or with undefined when there is no server. */
  readonly settled: Promise<string | undefined>;
  removeTarget(): void;
  stop(): Promise<void>;
}

export interface AdminNeeds {
  readonly resolution: Resolution;
  readonly logs: Logs;
  readonly metrics: Metrics;
  readonly cost: CostMeter;
  isDraining(): boolean;
  status(): object;
}

/** Ties the admin server to the parts it shows. */
export function startAdmin(needs: AdminNeeds): AdminPart {
  const { resolution, logs } = needs;
  const { settings } = resolution;
  const { adminPort: port } = settings;
  // Worker threads share the process of the main one; it speaks for them.
  if (port === 'off' || !isMainThread) {
    return {
      address: () => undefined,
      settled: Promise.resolve(undefined),
      removeTarget: () => undefined,
      stop: () => Promise.resolve(),
    };
  }
  const server = new AdminServer(
    { port, isPortExplicit: settings.adminPortExplicit, host: settings.adminHost },
    sources(needs),
  );
  let address: string | undefined;
  let target: TargetFile | undefined;
  const settled = server.start().then((outcome) => {
    if (!outcome.listening) {
      warn(logs, 'ADMIN_PORT_BUSY', `no admin server on port ${port}: ${outcome.reason}`);
      return undefined;
    }
    if (outcome.movedFrom !== undefined) {
      const message = `admin port ${outcome.movedFrom} is taken; listening on ${outcome.port}`;
      warn(logs, 'ADMIN_PORT_MOVED', message);
    }
    const reachable = settings.adminHost === '0.0.0.0' ? '127.0.0.1' : settings.adminHost;
    const host = reachable.includes(':') ? `[${reachable}]` : reachable;
    address = `http://${host}:${outcome.port}`;
    target = announce(needs, `${host}:${outcome.port}`);
    return address;
  });
  return {
    address: () => address,
    settled,
    removeTarget: () => target?.remove(),
    stop: () => server.stop(),
  };
}

function announce({ resolution, logs }: AdminNeeds, address: string): TargetFile | undefined {
  const { targetsDir, serviceName, environment } = resolution.settings;
  if (targetsDir === undefined) return undefined;
  const [service, environmentLabel] = IDENTITY_LABELS;
  const labels = { [service]: serviceName, [environmentLabel]: environment };
  return new TargetFile({ folder: targetsDir, address, service: serviceName, labels }, (error) => {
    warn(logs, 'TARGETS_DIR_UNWRITABLE', `cannot announce the admin address: ${String(error)}`);
  });
}

function sources(needs: AdminNeeds): ConstructorParameters<typeof AdminServer>[1] {
  const { resolution, logs, metrics, cost } = needs;
  const { settings, inContainer } = resolution;
  return {
    access: { token: settings.adminToken, inContainer },
    metrics(accept) {
      const format = negotiate(accept);
      const chunks = cost.timed('scrape', metrics.render(format));
      return { contentType: CONTENT_TYPE[format], chunks };
    },
    readiness: () =>
      readiness(settings.readyChecks, settings.readyCheckTimeoutMs, needs.isDraining()),
    status: () => needs.status(),
    level: {
      get state() {
        return logs.level?.state ?? {};
      },
      set: (level, expiresInMs) => logs.level?.set(level as Level, expiresInMs),
    },
    levels: LEVELS,
    levelExpiryMaxMs: LEVEL_EXPIRY_MAX_MS,
  };
}
