import type { ScrapedTarget } from '../../ingest/index.ts';

/** Where the targets come from: the scrape loop. */
export interface TargetSource {
  targets(): readonly ScrapedTarget[];
  droppedTargets(): readonly { readonly discoveredLabels: Readonly<Record<string, string>> }[];
}

const NEVER = '0001-01-01T00:00:00Z';

/** `GET /api/v1/targets`. */
export function targetsData(source: TargetSource, params: URLSearchParams): unknown {
  const state = params.get('state') ?? 'any';
  const pool = params.get('scrapePool');
  const active = source
    .targets()
    .filter(({ scrapePool }) => pool === null || scrapePool === pool)
    .map(wire);
  return {
    activeTargets: state === 'dropped' ? [] : active,
    droppedTargets: state === 'active' ? [] : source.droppedTargets(),
  };
}

function wire(target: ScrapedTarget): unknown {
  const { lastScrapeMs, lastScrapeDurationSeconds, scrapeIntervalMs, scrapeTimeoutMs } = target;
  return {
    discoveredLabels: target.discoveredLabels,
    labels: target.labels,
    scrapePool: target.scrapePool,
    scrapeUrl: target.scrapeUrl,
    globalUrl: target.globalUrl,
    lastError: target.lastError,
    lastScrape: lastScrapeMs === undefined ? NEVER : new Date(lastScrapeMs).toISOString(),
    lastScrapeDuration: lastScrapeDurationSeconds,
    health: target.health,
    scrapeInterval: `${scrapeIntervalMs / 1000}s`,
    scrapeTimeout: `${scrapeTimeoutMs / 1000}s`,
  };
}
