// `npm run bench`: what observing a service costs, beside the bare service and beside the peers.
import { Load } from './load/load.ts';
import { busyNeighbours, describeMachine } from './machine/describe.ts';
import { pinSelf } from './machine/pin.ts';
import { LogFolder } from './machine/service.ts';
import { measureInstall } from './measure/install.ts';
import { profile } from './measure/profile.ts';
import type { Bench } from './measure/figures.ts';
import { measureRequests } from './measure/requests.ts';
import { measureScrape } from './measure/scrape.ts';
import { measureStartUp } from './measure/startup.ts';
import { parseOptions, USAGE, UsageError, type Options } from './options.ts';
import { peersFolder, sdkIsBuilt } from './peers.ts';
import { goalTable } from './report/goals.ts';
import { writePage } from './report/page.ts';
import type { Results } from './report/results.ts';
import { toText } from './report/table.ts';
import { allTables } from './report/tables.ts';
import { Progress } from './report/terminal.ts';
import { Sink } from './sink/sink.ts';
import { CONTROL } from './variants.ts';

const progress = new Progress();

async function measure(bench: Bench, options: Options): Promise<Results> {
  const { parts, frameworks, plan } = options;
  const results: Results = {
    requests: new Map(),
    startUp: new Map(),
    scrape: [],
    install: [],
    failures: [],
  };
  /** One part that cannot run here (no network, say) must not cost the others. */
  const attempt = async (name: string, part: () => Promise<void> | void) => {
    try {
      await part();
    } catch (error) {
      results.failures.push(`${name}: ${(error as Error).message}`);
    }
  };
  const contestants = [...options.variants, CONTROL];
  for (const framework of parts.includes('requests') ? frameworks : []) {
    await attempt(`requests, ${framework}`, async () => {
      const figures = await measureRequests(bench, framework, contestants);
      results.requests.set(framework, figures);
    });
  }
  for (const framework of parts.includes('startup') ? frameworks : []) {
    if (!plan.startUpFrameworks.includes(framework)) continue;
    await attempt(`start-up, ${framework}`, async () => {
      const figures = await measureStartUp(bench, framework, options.variants);
      results.startUp.set(framework, figures);
    });
  }
  if (parts.includes('scrape')) {
    await attempt('scrape', async () => {
      results.scrape = await measureScrape(bench, options.variants);
    });
  }
  if (parts.includes('install')) {
    await attempt('install', () => {
      results.install = measureInstall(progress.show);
    });
  }
  return results;
}

function report(options: Options, results: Results): void {
  progress.clear();
  console.log(describeMachine());
  for (const table of allTables(results)) console.log(toText(table));
  const goals = goalTable(results);
  if (goals.rows.length > 0) console.log(toText(goals));
  for (const failure of results.failures) console.error(`\nNot measured: ${failure}`);
  if (!options.write) return;
  if (results.failures.length > 0) {
    console.error('docs/benchmarks.md was left as it is, because a part is missing.');
    return;
  }
  writePage(options, results);
  console.log('\nWritten to docs/benchmarks.md');
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(USAGE);
    return;
  }
  if (options.variants.some(({ name }) => name === 'sightline') && !sdkIsBuilt()) {
    throw new UsageError('The SDK is not built. Run `npm run build` first.');
  }
  const busy = busyNeighbours();
  if (busy !== undefined) progress.say(busy);
  pinSelf();
  const packages = peersFolder(progress.say);
  const logs = new LogFolder();
  const load = new Load();
  const sink = new Sink();
  const bench = { plan: options.plan, packages, logs, load, sink, progress: progress.show };
  process.once('SIGINT', () => {
    logs.remove();
    progress.clear();
    // Helpers and services end when their channel to this process closes.
    process.exit(130);
  });
  try {
    if (options.profile === undefined) report(options, await measure(bench, options));
    else console.log(await profile(bench, options.profile, options.variants));
  } finally {
    await Promise.all([load.stop(), sink.stop()]);
    logs.remove();
  }
}

try {
  await main();
} catch (error) {
  progress.clear();
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 1;
}
