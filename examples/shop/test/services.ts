import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startOtlpReceiver, type OtlpReceiver } from 'sightline/testing';

const START_TIMEOUT_MS = 20_000;

export type ServiceName = 'inventory' | 'bank' | 'payments' | 'orders' | 'notifier';

interface Running {
  readonly child: ChildProcess;
  readonly address: string;
}

/** The services of the shop on a database, with one collector for all of them. */
export class TestShop {
  readonly otlp: OtlpReceiver;
  readonly #databaseUrl: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #targets = mkdtempSync(join(tmpdir(), 'shop-targets-'));
  readonly #running = new Map<ServiceName, Running>();
  /** All that the services wrote, line by line. */
  readonly lines: string[] = [];

  private constructor(
    otlp: OtlpReceiver,
    databaseUrl: string,
    env: Readonly<Record<string, string>>,
  ) {
    this.#env = env;
    this.otlp = otlp;
    this.#databaseUrl = databaseUrl;
  }

  static async open(
    databaseUrl: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<TestShop> {
    const shop = new TestShop(await startOtlpReceiver(), databaseUrl, env);
    await shop.start('inventory');
    await shop.start('bank', { BANK_FAILURES: '0' });
    await shop.start('payments');
    await shop.start('orders');
    await shop.start('notifier');
    return shop;
  }

  address(name: ServiceName): string {
    const running = this.#running.get(name);
    if (running === undefined) throw new Error(`${name} does not run`);
    return running.address;
  }

  /** Starts a service with the addresses of those that run; one that ran keeps its port. */
  async start(name: ServiceName, env: Readonly<Record<string, string>> = {}): Promise<void> {
    const before = this.#running.get(name)?.address.match(/:(\d+)$/)?.[1];
    const file = fileURLToPath(new URL(`../src/services/${name}.ts`, import.meta.url));
    const child = spawn(process.execPath, ['--import', 'sightline/register', file], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: {
        PATH: process.env['PATH'] ?? '',
        PORT: before ?? '0',
        DATABASE_URL: this.#databaseUrl,
        OTEL_SERVICE_NAME: name,
        OTEL_EXPORTER_OTLP_ENDPOINT: this.otlp.endpoint,
        OTEL_BSP_SCHEDULE_DELAY: '100',
        SIGHTLINE_ADMIN_PORT: '0',
        SIGHTLINE_TARGETS_DIR: this.#targets,
        BANK_URL: this.#running.get('bank')?.address ?? '',
        INVENTORY: this.#running.get('inventory')?.address ?? '',
        PAYMENTS: this.#running.get('payments')?.address ?? '',
        ...this.#env,
        ...env,
      },
    });
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      this.lines.push(...lines);
    });
    const address = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`${name} did not start:\n${this.lines.slice(-20).join('\n')}`));
      }, START_TIMEOUT_MS);
      child.once('message', (message) => {
        clearTimeout(timer);
        resolve((message as { url: string }).url);
      });
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    });
    this.#running.set(name, { child, address });
  }

  async kill(name: ServiceName, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#running.get(name)?.child;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.kill(name)));
    await this.otlp.close();
    rmSync(this.#targets, { recursive: true, force: true });
  }
}
