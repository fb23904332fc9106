import { readiness, type AdminSources, type Readiness } from './admin/index.ts';
import type { Resolution } from './config/index.ts';
import type { CostMeter } from './cost.ts';
import type { Crew } from './crew/index.ts';
import { LEVEL_EXPIRY_MAX_MS, LEVELS, type Level, type Logs } from './logs/index.ts';
import { CONTENT_TYPE, negotiate, type Metrics } from './metrics/index.ts';
import { recordProfile } from './profiling/index.ts';

export interface AdminNeeds {
  readonly resolution: Resolution;
  readonly logs: Logs;
  readonly metrics: Metrics;
  readonly cost: CostMeter;
  isDraining(): boolean;
  status(): object;
}

/** What the admin server shows of this process and, where it leads a crew, of the others. */
export function adminSources(needs: AdminNeeds, crew: Crew | undefined): AdminSources {
  const { resolution, logs, metrics, cost } = needs;
  const { settings, inContainer } = resolution;
  const ownReadiness = (): Promise<Readiness> =>
    readiness(settings.readyChecks, settings.readyCheckTimeoutMs, needs.isDraining());
  return {
    access: { token: settings.adminToken, inContainer },
    metrics(accept) {
      const format = negotiate(accept);
      const own = metrics.render(format);
      const page = crew?.metrics(own, accept, format === 'openmetrics') ?? own;
      return { contentType: CONTENT_TYPE[format], chunks: cost.timed('scrape', page) };
    },
    readiness: async () => withMembers(await ownReadiness(), crew),
    status: async () => {
      const members = (await crew?.askAll('/status')) ?? [];
      const own = needs.status();
      return members.length === 0 ? own : { ...own, workers: members };
    },
    level: {
      get state() {
        return logs.level?.state ?? {};
      },
      set: (level, expiresInMs) => logs.level?.set(level as Level, expiresInMs),
      setOthers: async (body) => crew?.askAll('/loglevel', 'PUT', body),
    },
    levels: LEVELS,
    levelExpiryMaxMs: LEVEL_EXPIRY_MAX_MS,
    recordProfile,
  };
}

/** A crew is ready when all of it is. */
async function withMembers(own: Readiness, crew: Crew | undefined): Promise<Readiness> {
  const members = (await crew?.askAll('/readyz')) ?? [];
  const checks: Record<string, string> = { ...own.checks };
  for (const { name, answer } of members) {
    const isReady = (answer as { ready?: unknown } | undefined)?.ready;
    checks[`worker ${name}`] = isReady === true ? 'ok' : describe(answer);
  }
  const isReady = members.every(({ name }) => checks[`worker ${name}`] === 'ok');
  return { ...own, ready: own.ready && isReady, checks };
}

function describe(answer: unknown): string {
  return answer === undefined ? 'no answer' : 'not ready';
}
