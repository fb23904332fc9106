import { readFile } from 'node:fs/promises';
import { readJob } from './config-job.ts';
import { ConfigError, parseConfigNode, type ConfigNode } from './config-node.ts';
import { SCRAPE_INTERVAL_MS, SCRAPE_TIMEOUT_MS, type ScrapeJob } from './job.ts';
import { durationMs } from './units.ts';

/** What is used of a Prometheus configuration file. */
export interface PrometheusConfig {
  readonly file: string;
  readonly scrapeIntervalMs: number;
  readonly scrapeTimeoutMs: number;
  readonly evaluationIntervalMs: number;
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly jobs: readonly ScrapeJob[];
  /** Paths of members that are in the file and have no meaning here. */
  readonly notUsed: readonly string[];
}

/** Top-level members that do not change what is scraped. */
const NOT_USED_HERE = [
  'alerting',
  'otlp',
  'remote_read',
  'remote_write',
  'rule_files',
  'runtime',
  'storage',
  'tracing',
];
const EVALUATION_INTERVAL_MS = 60_000;

/**
 * Reads a Prometheus configuration file.
 * @throws ConfigError when it cannot be read, is malformed, or holds what would be scraped
 *   differently here; the message names file, line, value and what is allowed.
 */
export async function readConfig(file: string): Promise<PrometheusConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file}: cannot be read: ${(error as Error).message}`);
  }
  return parseConfig(text, file);
}

/** The same from text; relative paths in it are relative to the folder of `file`. */
export function parseConfig(text: string, file: string): PrometheusConfig {
  const root = parseConfigNode(text, file);
  const notUsed: string[] = [];
  const global: Global = {
    scrapeIntervalMs: SCRAPE_INTERVAL_MS,
    scrapeTimeoutMs: 0,
    evaluationIntervalMs: EVALUATION_INTERVAL_MS,
    externalLabels: {},
  };
  let jobNodes: ConfigNode[] = [];
  for (const [key, value] of root.entries()) {
    if (key === 'global') readGlobal(global, value, notUsed);
    else if (key === 'scrape_configs') jobNodes = value.items();
    else if (NOT_USED_HERE.includes(key)) notUsed.push(key);
    else {
      const known = ['global', 'scrape_configs', ...NOT_USED_HERE].join(', ');
      throw value.error(`is not supported here; known: ${known}`);
    }
  }
  const { scrapeIntervalMs } = global;
  global.scrapeTimeoutMs ||= Math.min(SCRAPE_TIMEOUT_MS, scrapeIntervalMs);
  const jobs = jobNodes.map((node) => {
    return readJob(node, scrapeIntervalMs, global.scrapeTimeoutMs, notUsed);
  });
  checkNames(jobs, jobNodes);
  return { file, ...global, jobs, notUsed };
}

interface Global {
  scrapeIntervalMs: number;
  scrapeTimeoutMs: number;
  evaluationIntervalMs: number;
  externalLabels: Readonly<Record<string, string>>;
}

function readGlobal(global: Global, node: ConfigNode, notUsed: string[]): void {
  for (const [key, value] of node.entries()) {
    if (key === 'scrape_interval') global.scrapeIntervalMs = durationMs(value);
    else if (key === 'scrape_timeout') global.scrapeTimeoutMs = durationMs(value);
    else if (key === 'evaluation_interval') global.evaluationIntervalMs = durationMs(value);
    else if (key === 'external_labels') {
      const labels = value.entries().map(([name, text]) => [name, text.text()]);
      global.externalLabels = Object.fromEntries(labels) as Record<string, string>;
    } else if (key.endsWith('_limit')) {
      throw value.error('limits for all jobs are not supported here; set it in the job');
    } else notUsed.push(value.path);
  }
}

function checkNames(jobs: readonly ScrapeJob[], nodes: readonly ConfigNode[]): void {
  const seen = new Set<string>();
  for (const [at, { jobName }] of jobs.entries()) {
    if (seen.has(jobName))
      throw nodes[at]?.error(`job_name "${jobName}" is taken by another job`) as ConfigError;
    seen.add(jobName);
  }
}
