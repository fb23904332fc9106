import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildUi } from '../ui/build.ts';
import { chromiumOrSkip, launch } from './ui/browser.ts';
import { openTab, type Opened } from './ui/fixture.ts';

const CHROMIUM = chromiumOrSkip();
const START = fileURLToPath(new URL('../../../examples/shop/src/start.ts', import.meta.url));
const BUILT = fileURLToPath(new URL('../dist/ui/index.html', import.meta.url));
/** Until the services are up, scraped twice, and have sent what they saw. */
const PATIENCE_MS = 25_000;

let demo: ChildProcess;
let browser: Browser;
let address: string;

/** Starts the demo; resolves to the address of its page. */
async function startDemo(): Promise<string> {
  demo = spawn(process.execPath, [START], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  demo.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const found = /Sightline +(http:\S+)/.exec(text)?.[1];
    if (found !== undefined) resolve(found);
  });
  demo.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${text}`)));
  return promise;
}

async function stopDemo(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (demo.exitCode !== null) return;
  demo.once('exit', () => resolve());
  demo.kill('SIGINT');
  await promise;
}

async function seen(page: Page, text: string | RegExp): Promise<void> {
  const found = page.getByText(text).filter({ visible: true }).first();
  await found.waitFor({ timeout: PATIENCE_MS });
}

// Needs a Chromium; where there is none, this is left out and listed as such.
describe.skipIf(CHROMIUM === undefined)('the page under the demo', () => {
  let tab: Opened;

  beforeAll(async () => {
    if (!existsSync(BUILT)) await buildUi();
    address = await startDemo();
    browser = await launch(CHROMIUM ?? '');
    tab = await openTab(await browser.newContext({ viewport: { width: 1440, height: 860 } }));
  });

  afterAll(async () => {
    await browser?.close();
    await stopDemo();
  });

  const pages: readonly (readonly [string, readonly (string | RegExp)[]])[] = [
    ['/', ['inventory', 'web', 'failed traces', 'another service could not help']],
    ['/traces', ['POST /orders', /\d traces/]],
    ['/logs', ['order shipped', /\d lines/]],
    ['/map', ['Calls, most errors first', /^web$/]],
    ['/services/web', ['2xx', 'p95', 'Slowest examples', '/products/:sku']],
    ['/explore?expr=up', [/6 series/, 'sightline-local']],
    ['/targets', ['● up', '/metrics']],
    ['/kept', ['Log lines', 'Reaches back', 'web.ts']],
  ];

  test.each(pages)('%s shows data', async (path, texts) => {
    await tab.page.goto(`${address}${path}`);
    for (const text of texts) await seen(tab.page, text);
    expect(tab.complaints).toEqual([]);
  });

  test('from a failing service to the line that says why', async () => {
    const { page } = tab;
    await page.goto(address);
    await page.getByRole('link', { name: 'failed traces' }).first().click();
    await page.locator('.trace-row a').first().click();
    await page.locator('.to-error').click();
    await page.getByLabel(/^Span /).waitFor();
    await page.keyboard.press('l');
    await page.locator('.span-row.log').first().waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/traces\/[0-9a-f]{32}$/);
    expect(tab.complaints).toEqual([]);
  });
});
