import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { buildUi, type Built } from '../../ui/build.ts';
import { launch } from './browser.ts';
import { FakeServer, type FakeOptions } from './fake-server.ts';

export interface Opened {
  readonly page: Page;
  /** What the page complained about: errors, and everything the content policy stopped. */
  readonly complaints: readonly string[];
}

/** Answers that are no 200 are told by the browser as errors; tests that ask for them say so. */
const ANSWERS = /Failed to load resource/;

/** A tab that remembers its complaints. */
export async function openTab(context: BrowserContext): Promise<Opened> {
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !ANSWERS.test(text)) complaints.push(text);
    else if (/Content Security Policy/i.test(text)) complaints.push(text);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints };
}

/** The built page, made-up stacks that serve it, and a browser that looks at them. */
export class UiFixture {
  readonly built: Built;
  readonly #folder: string;
  readonly #browser: Browser;
  readonly #servers: FakeServer[] = [];
  #shared: BrowserContext | undefined;

  private constructor(built: Built, folder: string, browser: Browser) {
    this.built = built;
    this.#folder = folder;
    this.#browser = browser;
  }

  static async start(executablePath: string): Promise<UiFixture> {
    const folder = mkdtempSync(join(tmpdir(), 'sightline-ui-'));
    const built = await buildUi(folder);
    return new UiFixture(built, folder, await launch(executablePath));
  }

  async serve(options: Omit<FakeOptions, 'folder'> = {}): Promise<[string, FakeServer]> {
    const server = new FakeServer({ ...options, folder: this.#folder });
    this.#servers.push(server);
    return [await server.start(), server];
  }

  /** A new tab; with options, in a window that shares nothing with the others. */
  async open(address: string, options?: BrowserContextOptions): Promise<Opened> {
    const opened = await openTab(await this.#context(options));
    await opened.page.goto(address);
    return opened;
  }

  async #context(options?: BrowserContextOptions): Promise<BrowserContext> {
    if (options !== undefined) return this.#browser.newContext(options);
    this.#shared ??= await this.#browser.newContext({ viewport: { width: 1440, height: 860 } });
    return this.#shared;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await Promise.all(this.#servers.map(async (server) => server.stop()));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
