import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const START = fileURLToPath(new URL('../src/start.ts', import.meta.url));
const HEADER = /^[●✖] (\w+) (\S+) → (\S+) .* trace ([0-9a-f]{32})$/;
const TIMEOUT_MS = 30_000;

let running: ChildProcess | undefined;
afterEach(() => {
  running?.kill('SIGKILL');
});

interface Shop {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly code: Promise<number | null>;
}

function startShop(...args: string[]): Shop {
  const child = spawn(process.execPath, [START, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running = child;
  let text = '';
  const collect = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => text, code };
}

/** The services' own addresses, as the introduction prints them. */
function urlsIn(text: string): string[] {
  return [...text.matchAll(/^ {2}(?:storefront|catalog).*?(http:\S+)/gm)].map(
    ([, url]) => `${url}`,
  );
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Not within 10 s: ${what}`);
    await sleep(50);
  }
}

async function isGone(url: string): Promise<boolean> {
  return fetch(url).then(
    () => false,
    () => true,
  );
}

describe('npm start', () => {
  it(
    'shows each request as log lines, moved series and spans under one trace id',
    async () => {
      const shop = startShop('--requests', '4');
      expect(await shop.code, shop.output()).toBe(0);
      const blocks = shop
        .output()
        .split(/^(?=[●✖] )/m)
        .slice(1);
      expect(blocks).toHaveLength(4);
      const [order = ''] = blocks;
      expect(HEADER.exec(order.split('\n')[0] ?? '')?.slice(1, 4)).toEqual([
        'POST',
        '/orders',
        '201',
      ]);
      expect(order).toMatch(/ catalog .* info +goods reserved/);
      expect(order).toMatch(/storefront .* POST \/orders 201 in /);
      expect(order).toMatch(
        /^metrics storefront http_server_request_duration_seconds POST \/orders/m,
      );
      expect(order).toMatch(
        / catalog +http_server_request_duration_seconds POST \/reservations 201/,
      );
      expect(order).toMatch(/^trace +storefront POST \/orders 201 /m);
      expect(order).toMatch(/ {2}└ POST \/reservations 201 /);
      for (const url of urlsIn(shop.output())) await until(() => isGone(url), `${url} ended`);
    },
    TIMEOUT_MS,
  );

  it(
    'leaves no service behind when it is killed',
    async () => {
      const shop = startShop();
      await until(() => urlsIn(shop.output()).length === 2, 'both services are announced');
      const urls = urlsIn(shop.output());
      shop.child.kill('SIGKILL');
      for (const url of urls) await until(() => isGone(url), `${url} ended`);
    },
    TIMEOUT_MS,
  );

  it('says what is wrong with its arguments', async () => {
    const shop = startShop('--requests', 'many');
    expect(await shop.code).toBe(1);
    expect(shop.output()).toContain('--requests: "many" is not a whole number above 0');
  });
});
