import type { Framework } from '../variants.ts';
import type { Results } from './results.ts';
import { median, quantile } from './statistics.ts';
import type { Table } from './table.ts';
import { baseline } from './baseline.ts';
import { FRAMEWORK_TITLES } from './tables.ts';

/** What the SDK may cost, on Node 24, all signals on, every request traced. */
const ADDED_CPU_MICROS: Partial<Record<Framework, number>> = { fastify: 16, express: 30 };
const ADDED_START_UP_MS = 100;
const ADDED_RSS_MIB = 40;
const INSTALLED_MIB = 80;
const SCRAPE_BLOCK_MS = 10;

const OURS = 'sightline';
const MIB = 1024 * 1024;

type Row = [goal: string, limit: number, unit: string, measured: number];

/** The promised limits beside what this run saw. */
export function goalTable(results: Results): Table {
  const rows: Row[] = [];
  for (const [framework, figures] of results.requests) {
    const ours = figures.find(({ variant }) => variant.name === OURS);
    const bare = baseline(figures);
    if (ours === undefined || bare === undefined || ours.faults.size > 0) continue;
    const limit = ADDED_CPU_MICROS[framework];
    const title = FRAMEWORK_TITLES[framework];
    if (limit !== undefined) {
      const added = (kind: 'awake' | 'saturated') =>
        quantile(ours[kind], 0.25) - quantile(bare[kind], 0.25);
      const goal = `CPU added per request, ${title}`;
      rows.push([`${goal}, load generator awake`, limit, 'µs', added('awake')]);
      rows.push([`${goal}, waking it included`, limit, 'µs', added('saturated')]);
    }
    const memory = (median(ours.rssBytes) - median(bare.rssBytes)) / MIB;
    rows.push([`Memory added after load, ${title}`, ADDED_RSS_MIB, 'MB', memory]);
  }
  for (const [framework, figures] of results.startUp) {
    const of = (name: string) =>
      quantile(figures.find(({ variant }) => variant.name === name)?.startUpMs ?? [], 0.25);
    const title = FRAMEWORK_TITLES[framework];
    rows.push([`Start-up added, ${title}`, ADDED_START_UP_MS, 'ms', of(OURS) - of('bare')]);
  }
  const blocks = results.scrape.filter(({ variant }) => variant.name === OURS);
  for (const { format, blockMs, blockCpuMs } of blocks) {
    const title = `Longest block of a 34,000-series scrape, ${format}`;
    // A busy machine lengthens every stretch of wall time; CPU time is the service's own.
    const samples = blockCpuMs.every(Number.isFinite) ? blockCpuMs : blockMs;
    rows.push([title, SCRAPE_BLOCK_MS, 'ms', median(samples)]);
  }
  const size = results.install.find(({ name }) => name === OURS);
  if (size !== undefined) {
    rows.push(['Installed with every named package', INSTALLED_MIB, 'MB', size.bytes / MIB]);
  }
  return {
    title: 'Goals',
    columns: ['goal', 'at most', 'this run', 'met'],
    rows: rows
      .filter(([, , , measured]) => Number.isFinite(measured))
      .map(([goal, limit, unit, measured]) => [
        goal,
        `${limit} ${unit}`,
        `${measured.toFixed(1)} ${unit}`,
        measured <= limit ? 'yes' : 'no',
      ]),
  };
}
