import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultName } from '../../src/faults/catalogue.ts';
import { killShop, startShop, until, urlsIn, type Shop } from '../started.ts';

const FAULT = fileURLToPath(new URL('../../src/fault.ts', import.meta.url));
const SEEN_WITHIN_MS = 60_000;

/** What the page's metrics say while a fault is on, and no longer say when it is off again. */
const SIGNS: readonly (readonly [FaultName, query: string])[] = [
  [
    'slow-db',
    `histogram_quantile(0.5, sum by (le) (rate(db_client_operation_duration_seconds_bucket{
       service_name="inventory"}[10s]))) > 0.2`,
  ],
  [
    'error-burst',
    `sum(rate(rpc_server_call_duration_seconds_count{rpc_response_status_code="INTERNAL",
       rpc_method!="shop.Inventory/Find"}[10s])) > 0`,
  ],
  ['blocked-loop', 'max(nodejs_eventloop_delay_max_seconds{service_name="web"}) > 0.38'],
  ['memory-leak', 'sum(v8js_memory_heap_used_bytes{service_name="web"}) > 40e6'],
  [
    'cache-down',
    `sum(rate(db_client_operation_duration_seconds_count{service_name="web",
       error_type!=""}[10s])) > 1`,
  ],
  [
    'queue-backlog',
    `histogram_quantile(0.5, sum by (le) (rate(messaging_process_duration_seconds_bucket{
       service_name="notifier"}[10s]))) > 2`,
  ],
  [
    'payment-timeouts',
    `sum(rate(http_client_request_duration_seconds_count{service_name="payments",
       error_type!~"|503|402"}[10s])) > 0`,
  ],
  ['crash-loop', 'changes(max(process_start_time_seconds{service_name="payments"})[20s:1s]) > 0'],
  [
    'bad-deploy',
    `sum(rate(http_server_request_duration_seconds_count{service_name="orders",
       http_response_status_code="500"}[10s]) * on (instance) group_left ()
       target_info{service_version="2.0.0"}) > 0`,
  ],
];

describe('faults of the shop that runs', () => {
  let shop: Shop;
  let page: string;
  beforeAll(async () => {
    shop = startShop();
    page = await until('the page is announced', () => urlsIn(shop.output())['Sightline']);
  }, 60_000);
  afterAll(killShop);

  const isSeen = async (query: string): Promise<boolean> => {
    const answer = await fetch(`${page}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { data, error } = (await answer.json()) as {
      data?: { result: unknown[] };
      error?: string;
    };
    if (data === undefined) throw new Error(error);
    return data.result.length > 0;
  };
  const turn = (...args: string[]): void => {
    const shopArgs = ['--shop', String(shop.child.pid)];
    const { status, stderr } = spawnSync(process.execPath, [FAULT, ...args, ...shopArgs]);
    expect(status, stderr.toString()).toBe(0);
  };

  test.each(SIGNS)(
    '%s is seen, and gone when it is off',
    async (name, query) => {
      await expect.poll(() => isSeen(query), { timeout: SEEN_WITHIN_MS }).toBe(false);
      turn('on', name);
      const options = { timeout: SEEN_WITHIN_MS, interval: 500, message: name };
      await expect.poll(() => isSeen(query), options).toBe(true);
      turn('off');
      await expect.poll(() => isSeen(query), options).toBe(false);
      expect(shop.child.exitCode, shop.output()).toBeNull();
    },
    3 * SEEN_WITHIN_MS,
  );
});
