import type { Settings } from '../config/settings.ts';
import { LABEL } from '../contract/index.ts';
import type { HistogramFamily } from './family.ts';
import { renderPromMetric, type PromMetric, type PromRegistry } from './prom.ts';
import { snapshotOf, snapshotsOf, type PromSnapshot } from './snapshot.ts';
import { labelText, type Format } from './text.ts';

/** Text is handed on in pieces of about this length. */
const CHUNK_LENGTH = 65_536;
/**
 * The loop gets a turn at least this often, so that a scrape never shows in the service's latency.
 */
const BUSY_MAX_MS = 3;

export interface RenderSources {
  readonly settings: Settings;
  readonly families: readonly HistogramFamily[];
  /** undefined = the SDK's metrics go elsewhere. */
  readonly sdk: PromRegistry | undefined;
  /** The application's registries: read, never changed. */
  readonly application: readonly PromRegistry[];
  readonly events: MetricEvents;
}

export interface MetricEvents {
  /** A name that both sides define. */
  onClash(name: string): void;
  /** A metric whose values could not be had, or not all of them. */
  onUnreadable(name: string, reason: unknown): void;
}

/** Everything that can be scraped, as one text, in chunks, giving the event loop its turns. */
export async function* render(sources: RenderSources, format: Format): AsyncGenerator<string> {
  const { settings } = sources;
  const pairs = [
    [LABEL.service, labelText({ [LABEL.service]: settings.serviceName })],
    [LABEL.environment, labelText({ [LABEL.environment]: settings.environment })],
  ] as const;
  const identity = pairs.map(([, text]) => text).join('');
  const application = applicationMetrics(sources);
  const own = (name: string): boolean => {
    if (application.has(name)) sources.events.onClash(name);
    return !application.has(name);
  };

  let text = '';
  let turnStartedMs = performance.now();
  for await (const piece of pieces(sources, pairs, identity, format, own, application)) {
    text += piece;
    if (text.length >= CHUNK_LENGTH) {
      yield text;
      text = '';
    }
    if (performance.now() - turnStartedMs > BUSY_MAX_MS) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      turnStartedMs = performance.now();
    }
  }
  yield text + (format === 'openmetrics' ? '# EOF\n' : '');
}

type Pairs = readonly (readonly [name: string, text: string])[];

async function* pieces(
  sources: RenderSources,
  pairs: Pairs,
  identity: string,
  format: Format,
  own: (name: string) => boolean,
  application: ReadonlyMap<string, PromMetric>,
): AsyncGenerator<string> {
  const taken = takenNow(sources.sdk);
  for (const family of sources.families) {
    if (own(family.definition.name)) yield* family.render(identity, format);
  }
  for (const { name, snapshot } of taken) {
    if (own(name)) yield* readable(sources.events, name, renderPromMetric(snapshot, pairs, format));
  }
  for (const [name, metric] of application) {
    const shown = renderPromMetric(snapshotOf(metric), pairs, format);
    yield* readable(sources.events, name, shown);
  }
}

/** What the SDK counts, all of one moment. */
function takenNow(
  sdk: PromRegistry | undefined,
): { name: string; snapshot: Promise<PromSnapshot> }[] {
  const metrics = (sdk?.getMetricsAsArray() ?? []) as unknown as PromMetric[];
  const snapshots = snapshotsOf(metrics);
  return metrics.map((metric, at) => ({
    name: (metric as unknown as { name: string }).name,
    snapshot: snapshots[at] as Promise<PromSnapshot>,
  }));
}

/** As much of a metric as can be had: one that fails must not take the page with it. */
async function* readable(
  events: MetricEvents,
  name: string,
  piecesOfMetric: AsyncGenerator<string>,
): AsyncGenerator<string> {
  try {
    yield* piecesOfMetric;
  } catch (error) {
    events.onUnreadable(name, error);
  }
}

function applicationMetrics({ application, events }: RenderSources): Map<string, PromMetric> {
  const metrics = new Map<string, PromMetric>();
  for (const registry of application) {
    try {
      for (const metric of registry.getMetricsAsArray()) {
        const { name } = metric as unknown as { name: string };
        if (!metrics.has(name)) metrics.set(name, metric as never);
      }
    } catch (error) {
      events.onUnreadable('of a registry of the application', error);
    }
  }
  return metrics;
}
