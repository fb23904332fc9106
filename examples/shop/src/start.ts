// `npm start`: two observed services, some traffic, and a view that joins what they say.
import { existsSync } from 'node:fs';
import { stdout } from 'node:process';
import { parseOptions, USAGE, UsageError, type ShopOptions } from './options.ts';
import { Processes, type RunningService } from './processes.ts';
import { startTraffic, type Traffic } from './traffic/traffic.ts';
import type { Viewer } from './viewer/viewer.ts';
import { onLeave } from './viewer/keys.ts';
import { Screen } from './viewer/screen.ts';

const BUILD_HINT =
  'The package `sightline` is not built. Run `npm run build` in the root of the repository.';

async function run(options: ShopOptions): Promise<void> {
  const screen = new Screen(stdout);
  const processes = new Processes();
  const ends: (() => unknown)[] = [];
  const over = Promise.withResolvers<void>();
  ends.push(onLeave(over.resolve));
  // Whoever waits hears of it; before that it is no unhandled rejection.
  over.promise.catch(() => {});
  try {
    const work = async (): Promise<void> => {
      const viewer = await startViewer(screen, ends);
      // Ended before the receiver, so that what they flush has somewhere to go.
      ends.push(() => processes.stop());
      screen.print(['Starting the storefront and the catalog ...', '']);
      const services = await startServices(processes, viewer.endpoint, viewer.view, over.reject);
      viewer.view.introduce(services);
      await viewer.view.watch(services);
      const traffic: Traffic = startTraffic(services[0]?.url ?? '');
      ends.push(() => traffic.stop());
      await viewer.view.show(traffic.counts, options.requests);
    };
    await Promise.race([work(), over.promise]);
  } finally {
    // Last started, first ended: traffic, services, view, receiver.
    for (const end of ends.reverse()) await end();
  }
}

async function startViewer(
  screen: Screen,
  ends: (() => unknown)[],
): Promise<{ view: Viewer; endpoint: string }> {
  // Loaded late, so that a missing build can be told in words.
  const { startOtlpReceiver } = await import('sightline/testing');
  const { Viewer } = await import('./viewer/viewer.ts');
  const receiver = await startOtlpReceiver();
  ends.push(() => receiver.close());
  const view = new Viewer(screen, receiver);
  ends.push(() => view.stop());
  return { view, endpoint: receiver.endpoint };
}

async function startServices(
  processes: Processes,
  endpoint: string,
  view: Viewer,
  onDeath: (error: Error) => void,
): Promise<RunningService[]> {
  const shared = {
    onLine: (service: string, line: string) => view.addLine(service, line),
    onDeath,
  };
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const catalog = await processes.start({
    ...shared,
    name: 'catalog',
    framework: 'Fastify 5',
    env,
  });
  const storefront = await processes.start({
    ...shared,
    name: 'storefront',
    framework: 'Express 5',
    env: { ...env, CATALOG_URL: catalog.url },
  });
  return [storefront, catalog];
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') console.log(USAGE);
  else if (!existsSync(new URL('../../../sdk/dist/esm/register.js', import.meta.url)))
    throw new Error(BUILD_HINT);
  else await run(options);
} catch (error) {
  const { message } = error as Error;
  console.error(error instanceof UsageError ? `${message}\n\n${USAGE}` : `\n${message}`);
  process.exitCode = 1;
}
