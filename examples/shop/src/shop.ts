import { fileURLToPath } from 'node:url';
import type { Children } from '@sightline/local/stack';

type ServiceName = 'storefront' | 'catalog';

const START_TIMEOUT_MS = 15_000;
const KEPT_CHARACTERS = 2000;

/** Starts the services in the order of their calls; resolves to their addresses. */
export async function startServices(
  children: Children,
  onDeath: (error: Error) => void,
): Promise<Record<ServiceName, string>> {
  const catalog = await startService(children, 'catalog', {}, onDeath);
  const storefront = await startService(children, 'storefront', { CATALOG_URL: catalog }, onDeath);
  return { catalog, storefront };
}

/** Resolves when the service listens; one that ends by itself later is told to `onDeath`. */
function startService(
  children: Children,
  name: ServiceName,
  env: Record<string, string>,
  onDeath: (error: Error) => void,
): Promise<string> {
  const file = fileURLToPath(new URL(`services/${name}.ts`, import.meta.url));
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
      args: [file],
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
