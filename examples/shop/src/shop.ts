import { fileURLToPath } from 'node:url';
import type { Children } from '@sightline/local/stack';

export type ServiceName =
  | 'cache'
  | 'bank'
  | 'inventory'
  | 'payments'
  | 'orders'
  | 'notifier'
  | 'web';

/** Before everything else, so that libraries that are ES modules alone are seen too. */
const OBSERVED: ReadonlySet<ServiceName> = new Set([
  'inventory',
  'payments',
  'orders',
  'notifier',
  'web',
]);

/** Where each is found; all but the cache and the bank are observed. */
const FILES: Readonly<Record<ServiceName, string>> = {
  cache: 'infra/cache-server.ts',
  bank: 'services/bank.ts',
  inventory: 'services/inventory.ts',
  payments: 'services/payments.ts',
  orders: 'services/orders.ts',
  notifier: 'services/notifier.ts',
  web: 'services/web.ts',
};

const START_TIMEOUT_MS = 15_000;
const KEPT_CHARACTERS = 2000;

/** Starts the services in the order of their calls; resolves to their addresses. */
export async function startServices(
  children: Children,
  databaseUrl: string,
  onDeath: (error: Error) => void,
): Promise<Record<ServiceName, string>> {
  const start = (name: ServiceName, env: Record<string, string> = {}): Promise<string> =>
    startService(children, name, { DATABASE_URL: databaseUrl, ...env }, onDeath);
  const [cache, bank, inventory] = await Promise.all([
    start('cache'),
    start('bank'),
    start('inventory'),
  ]);
  const payments = await start('payments', { BANK_URL: bank });
  const orders = await start('orders', { INVENTORY: inventory, PAYMENTS: payments });
  const [notifier, web] = await Promise.all([
    start('notifier'),
    start('web', { ORDERS: orders, INVENTORY: inventory, CACHE_URL: cache }),
  ]);
  return { cache, bank, inventory, payments, orders, notifier, web };
}

/** Resolves when the service listens; one that ends by itself later is told to `onDeath`. */
function startService(
  children: Children,
  name: ServiceName,
  env: Record<string, string>,
  onDeath: (error: Error) => void,
): Promise<string> {
  const file = fileURLToPath(new URL(FILES[name], import.meta.url));
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (how: string): void => {
      clearTimeout(timer);
      const error = new Error(
        `The ${name} ${how}. It said:\n${said.trim() || 'nothing'}\nAlone: node ${file}`,
      );
      reject(error);
      onDeath(error);
    };
    const timer = setTimeout(() => {
      fail(`did not answer for ${START_TIMEOUT_MS / 1000} s`);
    }, START_TIMEOUT_MS);
    children.start({
      command: process.execPath,
      args: OBSERVED.has(name) ? ['--import', 'sightline/register', file] : [file],
      env: {
        // The services of the shop are told everything here, whatever the shell has set.
        NODE_OPTIONS: '',
        PORT: '0',
        OTEL_SERVICE_NAME: name,
        OTEL_BSP_SCHEDULE_DELAY: '500',
        ...env,
      },
      onOutput: (_stream, bytes) => {
        said = (said + bytes.toString('utf8')).slice(-KEPT_CHARACTERS);
      },
      onMessage: (message) => {
        clearTimeout(timer);
        resolve((message as { url: string }).url);
      },
      onEnd: (code) => fail(`ended with code ${code}`),
    });
  });
}
