import type { InstallFigures } from '../measure/install.ts';
import type { RequestFigures } from '../measure/figures.ts';
import type { ScrapeFigures } from '../measure/scrape.ts';
import type { StartUpFigures } from '../measure/startup.ts';
import type { Framework } from '../variants.ts';
import { baseline } from './baseline.ts';
import type { Results } from './results.ts';
import { median, pairedRatio, quantile, summarise } from './statistics.ts';
import type { Table } from './table.ts';

export const FRAMEWORK_TITLES: Record<Framework, string> = {
  fastify: 'Fastify 5',
  express: 'Express 5',
  http: 'node:http',
};
/** What `du` and most people call a megabyte. */
const MIB = 1024 * 1024;

const fixed = (value: number, digits = 1) => (Number.isFinite(value) ? value.toFixed(digits) : '-');
const signed = (value: number, digits = 1) =>
  Number.isFinite(value) ? `${value < 0 ? '' : '+'}${value.toFixed(digits)}` : '-';

export function allTables(results: Results): Table[] {
  const tables = [...results.requests].map(([framework, figures]) =>
    requestTable(framework, figures),
  );
  for (const [framework, figures] of results.startUp) tables.push(startUpTable(framework, figures));
  if (results.scrape.length > 0) tables.push(scrapeTable(results.scrape));
  if (results.install.length > 0) tables.push(installTable(results.install));
  return tables;
}

function requestTable(framework: Framework, all: readonly RequestFigures[]): Table {
  const awake = all.some((figures) => figures.awake.length > 0);
  const notes = all
    .filter(({ faults }) => faults.size > 0)
    .map(({ variant, faults }) => `${variant.name} is invalid: ${[...faults].join('; ')}.`);
  return {
    title: `${FRAMEWORK_TITLES[framework]}: GET /orders/:id`,
    columns: [
      'variant',
      ...(awake ? ['CPU µs per request, load awake: q25 (added)'] : []),
      'load may sleep: q25 (min/median/max)',
      'added µs',
      '× bare: q25 / paired',
      'at 800 rps (added)',
      'p50 / p99 ms at 800 rps',
      'RSS MB (added)',
      'spans per request',
    ],
    rows: all.map((figures) => requestRow(figures, all, awake)),
    notes,
  };
}

function requestRow(
  figures: RequestFigures,
  all: readonly RequestFigures[],
  awake: boolean,
): string[] {
  const { variant } = figures;
  if (figures.faults.size > 0) {
    const empty = Array.from({ length: awake ? 7 : 6 }, () => '-');
    return [variant.name, 'invalid', ...empty];
  }
  const base = baseline(all);
  const bare = all.find((other) => other.variant.name === 'bare')?.saturated ?? [];
  const own = summarise(figures.saturated);
  const other = summarise(base?.saturated ?? []);
  const paced = quantile(figures.paced, 0.25);
  const busy = quantile(figures.awake, 0.25);
  const busyAdded = busy - quantile(base?.awake ?? [], 0.25);
  const rss = median(figures.rssBytes) / MIB;
  const ratio = pairedRatio(figures.saturated, bare);
  const pacedAdded = paced - quantile(base?.paced ?? [], 0.25);
  const rssAdded = rss - median(base?.rssBytes ?? []) / MIB;
  return [
    variant.name,
    ...(awake ? [`${fixed(busy)} (${signed(busyAdded)})`] : []),
    `${fixed(own.estimate)} (${fixed(own.min)}/${fixed(own.median)}/${fixed(own.max)})`,
    signed(own.estimate - other.estimate),
    `${fixed(own.estimate / other.estimate, 2)} / ${fixed(ratio, 2)}`,
    `${fixed(paced, 0)} (${signed(pacedAdded, 0)})`,
    `${fixed(median(figures.latenciesMs), 2)} / ${fixed(quantile(figures.latenciesMs, 0.99))}`,
    `${fixed(rss, 0)} (${signed(rssAdded, 0)})`,
    fixed(figures.spans / figures.requests, 2),
  ];
}

function startUpTable(framework: Framework, all: readonly StartUpFigures[]): Table {
  const bare = all.find(({ variant }) => variant.name === 'bare')?.startUpMs ?? [];
  return {
    title: `Start-up to listening, ${FRAMEWORK_TITLES[framework]}`,
    columns: ['variant', 'best ms', 'median ms', 'max ms', 'added: best / median'],
    rows: all.map(({ variant, startUpMs, faults }) => {
      if (faults.size > 0) return [variant.name, 'invalid', '-', '-', '-'];
      const own = summarise(startUpMs);
      const base = summarise(bare);
      const added = `${signed(own.min - base.min, 0)} / ${signed(own.median - base.median, 0)}`;
      return [variant.name, fixed(own.min, 0), fixed(own.median, 0), fixed(own.max, 0), added];
    }),
    notes: all
      .filter(({ faults }) => faults.size > 0)
      .map(({ variant, faults }) => `${variant.name}: ${[...faults].join('; ')}.`),
  };
}

function scrapeTable(all: readonly ScrapeFigures[]): Table {
  return {
    title: 'Scrape of 2,000 routes × 17 series',
    columns: [
      'variant, format',
      'histogram series',
      'all series',
      'MB',
      'scrape ms: median (max)',
      'longest block ms: median (max)',
      'of it on CPU: median (max)',
      'without a scrape: median (max)',
    ],
    rows: all.map((figures) => [
      `${figures.variant.name}, ${figures.format}`,
      figures.histogramSeries.toLocaleString('en'),
      figures.series.toLocaleString('en'),
      fixed(figures.bytes / MIB),
      spread(figures.durationMs),
      spread(figures.blockMs),
      spread(figures.blockCpuMs),
      spread(figures.idleBlockMs),
    ]),
  };
}

function spread(samples: readonly number[]): string {
  return `${fixed(median(samples))} (${fixed(quantile(samples, 1))})`;
}

function installTable(all: readonly InstallFigures[]): Table {
  return {
    title: 'Installed size',
    columns: ['variant', 'MB on disk', 'packages'],
    rows: all.map(({ name, bytes, packages }) => [name, fixed(bytes / MIB), String(packages)]),
    notes: all.map(({ name, what }) => `${name}: ${what}.`),
  };
}
