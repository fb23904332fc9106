import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isGone, killShop, startShop, until, urlsIn } from './started.ts';

const TIMEOUT_MS = 60_000;
const SERVICES = ['web', 'orders', 'inventory', 'payments', 'notifier'];
/** Spans that the trace of an order has in any case. */
const WANTED = [
  'web POST /orders',
  'orders process place-order',
  'inventory shop.Inventory/Reserve',
  'payments shop.Payments/Charge',
];

afterEach(killShop);

interface Trace {
  readonly traceId: string;
  readonly services: readonly { readonly service: string }[];
}

describe('npm start', () => {
  it(
    'shows an order as log lines, metrics and spans of all services under one trace id',
    async () => {
      const shop = startShop();
      const page = await until('the page is announced', () => urlsIn(shop.output())['Sightline']);
      const ask = async <T>(path: string): Promise<T> =>
        (await (await fetch(page + path)).json()) as T;

      const trace = await until('an order that all services took part in', async () => {
        const q = encodeURIComponent('name:"POST /orders"');
        const { traces } = await ask<{ traces: Trace[] }>(`/api/traces?q=${q}`);
        return traces.find(({ services }) => services.length === SERVICES.length);
      });
      // Spans of one service come in a batch, those of a trace in several.
      await until('its spans in all of them', async () => {
        const { spans } = await ask<{ spans: { service: string; name: string }[] }>(
          `/api/traces/${trace.traceId}`,
        );
        const names = new Set(spans.map(({ service, name }) => `${service} ${name}`));
        return WANTED.every((name) => names.has(name)) ? names : undefined;
      });

      await until('lines of all of them', async () => {
        const found = await ask<{ service: string }[]>(`/api/traces/${trace.traceId}/logs`);
        const services = new Set(found.map(({ service }) => service));
        return services.size === SERVICES.length ? found : undefined;
      });

      await until('a failure in the histograms, with its trace as an exemplar', async () => {
        const labels = 'service_name="web",http_route="/products/:sku",error_type!=""';
        const query = `http_server_request_duration_seconds_bucket{${labels}}`;
        const path = `/api/v1/query_exemplars?query=${encodeURIComponent(query)}`;
        const { data } = await ask<{ data: { exemplars: unknown[] }[] }>(path);
        return data.length > 0 ? data : undefined;
      });
      await until('all services on the overview', async () => {
        const answer = await ask<{ services: { service: string }[] }>('/api/services');
        const seen = new Set(answer.services.map(({ service }) => service));
        return SERVICES.every((service) => seen.has(service)) ? seen : undefined;
      });

      shop.child.kill('SIGINT');
      expect(await shop.code, shop.output()).toBe(0);
      for (const url of Object.values(urlsIn(shop.output()))) {
        await until(`${url} ended`, () => isGone(url));
      }
    },
    TIMEOUT_MS,
  );

  it(
    'ends by itself after so many requests',
    async () => {
      const shop = startShop('--requests', '5');
      expect(await shop.code, shop.output()).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'leaves no service and no database behind when it is killed',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'shop-test-'));
      // Another user runs the database where root runs the shop.
      chmodSync(folder, 0o755);
      vi.stubEnv('TMPDIR', folder);
      const shop = startShop();
      vi.unstubAllEnvs();
      const urls = await until('the services are announced', () => {
        const found = urlsIn(shop.output());
        return 'orders' in found ? Object.values(found) : undefined;
      });
      shop.child.kill('SIGKILL');
      for (const url of urls) await until(`${url} ended`, () => isGone(url));
      await until('the database is gone', () => {
        const left = readdirSync(folder).filter((name) => name.startsWith('shop-postgres-'));
        return left.length === 0 ? true : undefined;
      });
      rmSync(folder, { recursive: true, force: true });
    },
    TIMEOUT_MS,
  );

  it('says what is wrong with its arguments', async () => {
    const shop = startShop('--requests', 'many');
    expect(await shop.code).toBe(1);
    expect(shop.output()).toContain('--requests: "many" is not a whole number above 0');
  });
});
