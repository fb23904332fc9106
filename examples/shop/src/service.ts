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
export const GOOD_VERSION = '1.4.2';

export interface RunningService {
  /** Where it listens. */
  readonly address: string;
  /** Resolves when it has ended, whyever, to words for people. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface ServiceStart {
  readonly env: Readonly<Record<string, string>>;
  readonly port: string;
  readonly version: string;
}

/** Resolves when the service listens. */
export function startService(
  children: Children,
  name: ServiceName,
  { env, port, version }: ServiceStart,
): Promise<RunningService> {
  const file = fileURLToPath(new URL(FILES[name], import.meta.url));
  const ended = Promise.withResolvers<string>();
  return new Promise((resolve, reject) => {
    let said = '';
    const tell = (how: string): string =>
      `The ${name} ${how}. It said:\n${said.trim() || 'nothing'}\nAlone: node ${file}`;
    const timer = setTimeout(() => {
      reject(new Error(tell(`did not answer for ${START_TIMEOUT_MS / 1000} s`)));
    }, START_TIMEOUT_MS);
    const child = children.start({
      command: process.execPath,
      args: OBSERVED.has(name) ? ['--import', 'sightline/register', file] : [file],
      env: {
        // The services of the shop are told everything here, whatever the shell has set.
        NODE_OPTIONS: '',
        PORT: port,
        SHOP_VERSION: version,
        OTEL_SERVICE_NAME: name,
        OTEL_RESOURCE_ATTRIBUTES: `service.version=${version}`,
        OTEL_BSP_SCHEDULE_DELAY: '500',
        ...env,
      },
      onOutput: (_stream, bytes) => {
        said = (said + bytes.toString('utf8')).slice(-KEPT_CHARACTERS);
      },
      onMessage: (message) => {
        clearTimeout(timer);
        const { url: address } = message as { url: string };
        resolve({ address, ended: ended.promise, stop: () => child.stop() });
      },
      onEnd: (code) => {
        clearTimeout(timer);
        const how = tell(`ended with code ${code}`);
        ended.resolve(how);
        reject(new Error(how));
      },
    });
  });
}
