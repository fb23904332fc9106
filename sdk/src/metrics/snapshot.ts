import type * as PromClient from 'prom-client';

/** A metric that takes longer to collect its values is left out of the page. */
const PATIENCE_MS = 2000;
const METRIC_NAME = /^[a-zA-Z_:][\w:]*$/;

export interface PromValue {
  readonly value: number;
  readonly labels: Record<string, string | number>;
  readonly metricName?: string;
  readonly exemplar?: {
    labelSet: Record<string, string>;
    value: number;
    timestamp?: number;
  } | null;
}

export interface PromSnapshot {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly PromValue[];
}

/** Metrics that have not answered yet; nobody asks them again until they do. */
const waitedFor = new WeakSet<object>();

/**
 * The values of a prom-client metric now. Applications collect some when asked, by code of their
 * own: it may throw, or never come back.
 *
 * @throws when there is nothing to show, with the reason.
 */
export async function snapshotOf(metric: PromClient.Metric): Promise<PromSnapshot> {
  if (waitedFor.has(metric)) throw new Error('it still collects its values for an earlier scrape');
  const snapshot = (await inTime(metric)) as PromSnapshot;
  const { name, help, values } = snapshot;
  if (!METRIC_NAME.test(name)) throw new Error('its name is no metric name');
  if (!Array.isArray(values)) throw new Error('it has no values');
  return { name, help: String(help), type: String(snapshot.type).toLowerCase(), values };
}

/**
 * Values of metrics as they are at this moment, before anything else runs: accounts add up only
 * when their parts were read together.
 */
export function snapshotsOf(metrics: readonly PromClient.Metric[]): Promise<PromSnapshot>[] {
  return metrics.map((metric) => {
    const snapshot = snapshotOf(metric);
    // Whoever shows it hears of the failure; until then it is no unhandled one.
    snapshot.catch(() => undefined);
    return snapshot;
  });
}

async function inTime(metric: PromClient.Metric): Promise<unknown> {
  const answer: unknown = (metric as { get(): unknown }).get();
  if (!(answer instanceof Promise)) return answer;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      waitedFor.add(metric);
      reject(new Error(`it did not collect its values within ${PATIENCE_MS} ms`));
    }, PATIENCE_MS).unref();
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    const settled = (): void => {
      waitedFor.delete(metric);
    };
    answer.then(settled, settled);
  }
}
