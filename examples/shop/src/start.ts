// `npm start`: a shop of several services with traffic, and the page that shows what they say.
import { existsSync } from 'node:fs';
import { keepPostgres } from './infra/kept-postgres.ts';
import { parseOptions, USAGE, UsageError, type ShopOptions } from './options.ts';
import { onLeave } from './leave.ts';
import { announceShop, openShopFolder } from './faults/shop-folder.ts';
import { Shop } from './shop.ts';
import { startTraffic, type Traffic } from './traffic/traffic.ts';

const BUILD_HINT = 'The packages are not built. Run `npm run build` in the root of the repository.';
const NO_DATABASE =
  `npm has no PostgreSQL for ${process.platform} on ${process.arch}. ` +
  'Name an empty one: DATABASE_URL=postgresql://user@host/database npm start';
const LOOK_MS = 100;

async function run(options: ShopOptions): Promise<void> {
  const ends: (() => unknown)[] = [];
  const over = Promise.withResolvers<void>();
  // Whoever waits hears of it; before that it is no unhandled rejection.
  over.promise.catch(() => {});
  ends.push(onLeave(over.resolve));
  try {
    await Promise.race([open(options, ends, over.reject), over.promise]);
  } finally {
    // Last started, first ended: traffic, services, stack.
    for (const end of ends.reverse()) await end();
  }
}

async function open(
  options: ShopOptions,
  ends: (() => unknown)[],
  onDeath: (error: Error) => void,
): Promise<void> {
  // Loaded late, so that a missing build can be told in words.
  const { startStack } = await import('@sightline/local/stack');
  const stack = await startStack({
    host: '127.0.0.1',
    pagePort: options.port,
    onNotice: (text) => console.error(text),
  });
  ends.push(() => stack.close());
  console.log('Starting a database and the services of the shop ...');
  const databaseUrl = await databaseFor(ends);
  const { faultsFolder, remove } = openShopFolder(process.pid);
  ends.push(remove);
  const shop = new Shop({ children: stack.children, databaseUrl, faultsFolder, onDeath });
  ends.push(() => shop.stop());
  const { web, orders, inventory, payments } = await shop.start();
  announceShop({ pid: process.pid, web });
  const traffic = startTraffic(web);
  ends.push(() => traffic.stop());
  const { page, otlpGrpc, otlpHttp } = stack.endpoints;
  console.log(`
  Sightline   ${page}

  web         ${web}   Express 5, a cache
  orders      ${orders}   Fastify 5, PostgreSQL, a saga
  inventory   ${inventory}   gRPC, PostgreSQL
  payments    ${payments}   gRPC, a bank that fails now and then
  notifier    ${process.env['AMQP_URL'] ? 'events in RabbitMQ' : 'jobs in PostgreSQL'}
  OTLP        ${otlpGrpc ?? ''} (gRPC)   ${otlpHttp ?? ''} (HTTP)

More customers: npm run load -- --help
Let something go wrong: npm run fault -- list
The page moves as the traffic does. Your own service beside it: npx sightline up -- node app.js
Ctrl-C ends everything.
`);
  await enough(traffic, options.requests);
}

/** The database that the shell names, or one that npm brings and that lives as long as the shop. */
async function databaseFor(ends: (() => unknown)[]): Promise<string> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined) return given;
  const postgres = await keepPostgres();
  if (postgres === undefined) throw new Error(NO_DATABASE);
  ends.push(() => postgres.stop());
  return postgres.url;
}

/** Resolves when that many requests were answered; without a number, never. */
function enough(traffic: Traffic, requests: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (requests === undefined) return;
    const timer = setInterval(() => {
      if (traffic.ended() < requests) return;
      clearInterval(timer);
      resolve();
    }, LOOK_MS);
  });
}

const PACKAGES = ['sdk/dist/esm/register.js', 'stack/local/dist/stack.js'];

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') console.log(USAGE);
  else if (!PACKAGES.every((file) => existsSync(new URL(`../../../${file}`, import.meta.url)))) {
    throw new Error(BUILD_HINT);
  } else await run(options);
} catch (error) {
  const { message } = error as Error;
  console.error(error instanceof UsageError ? `${message}\n\n${USAGE}` : `\n${message}`);
  process.exitCode = 1;
}
