import type { ScrapeJob } from './job.ts';
import { relabel } from './relabel.ts';

/** What a discovered address becomes. */
export interface ResolvedTarget {
  /** Before relabelling, all that begin with `__` among them. */
  readonly discoveredLabels: Readonly<Record<string, string>>;
  /** On every series of the target. */
  readonly labels: Readonly<Record<string, string>>;
  readonly url: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

const ADDRESS = '__address__';
const DURATION_MS = /^(\d+)ms$/;

/**
 * Applies the relabelling of a job to an address and its labels; undefined when it drops the
 * target.
 * @throws Error when what is left makes no URL.
 */
export function resolveTarget(
  job: ScrapeJob,
  address: string,
  given: Readonly<Record<string, string>>,
): ResolvedTarget | undefined {
  const discovered: Record<string, string> = {
    [ADDRESS]: address,
    __scheme__: job.scheme,
    __metrics_path__: job.metricsPath,
    __scrape_interval__: `${job.intervalMs}ms`,
    __scrape_timeout__: `${job.timeoutMs}ms`,
    job: job.jobName,
    ...given,
  };
  for (const [name, [value = '']] of Object.entries(job.params)) {
    discovered[`__param_${name}`] ??= value;
  }
  const relabelled = relabel(discovered, job.relabelRules);
  if (relabelled === undefined) return undefined;
  const final = relabelled[ADDRESS] ?? '';
  if (final === '')
    throw new Error(`job "${job.jobName}": target "${address}" has no address left`);
  relabelled['instance'] ??= final;
  const labels = Object.fromEntries(
    Object.entries(relabelled).filter(([name, value]) => !name.startsWith('__') && value !== ''),
  );
  return {
    discoveredLabels: discovered,
    labels,
    url: urlOf(job, relabelled, final),
    intervalMs: durationMs(relabelled['__scrape_interval__']) ?? job.intervalMs,
    timeoutMs: durationMs(relabelled['__scrape_timeout__']) ?? job.timeoutMs,
  };
}

function durationMs(text: string | undefined): number | undefined {
  const value = Number(DURATION_MS.exec(text ?? '')?.[1]);
  return value > 0 ? value : undefined;
}

function urlOf(job: ScrapeJob, labels: Readonly<Record<string, string>>, address: string): string {
  const { __scheme__: scheme = 'http', __metrics_path__: path = '/metrics' } = labels;
  const text = `${scheme}://${address}${path.startsWith('/') ? path : `/${path}`}`;
  const isUrl =
    (scheme === 'http' || scheme === 'https') && !address.includes('/') && URL.canParse(text);
  if (!isUrl) {
    throw new Error(
      `job "${job.jobName}": target "${address}" makes no address: "${text}"; ` +
        'give it as host:port, with the path in metrics_path',
    );
  }
  const url = new URL(text);
  for (const [name, values] of Object.entries(job.params)) {
    const [, ...others] = values;
    const first = labels[`__param_${name}`];
    for (const value of first === undefined ? others : [first, ...others]) {
      url.searchParams.append(name, value);
    }
  }
  for (const [name, value] of Object.entries(labels)) {
    const parameter = name.startsWith('__param_') ? name.slice('__param_'.length) : '';
    if (parameter !== '' && !Object.hasOwn(job.params, parameter)) {
      url.searchParams.append(parameter, value);
    }
  }
  return url.href;
}
