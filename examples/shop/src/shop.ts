import { setTimeout as sleep } from 'node:timers/promises';
import type { Children } from '@sightline/local/stack';
import { BAD_VERSION } from './faults/catalogue.ts';
import { Switches } from './faults/switches.ts';
import { GOOD_VERSION, startService, type RunningService, type ServiceName } from './service.ts';

/** Before a service that keeps ending is started again; longer each time. */
const PAUSES_MS = [1000, 2000, 4000, 8000];
/** A service that ran for this long had recovered. */
const RECOVERED_MS = 10_000;
/** A service looks at its faults now and then, so one may end a little after its fault is off. */
const LATE_MS = 5000;

export interface ShopParts {
  readonly children: Children;
  readonly databaseUrl: string;
  readonly faultsFolder: string;
  /** Told of a service that ended by itself, and by no fault. */
  readonly onDeath: (error: Error) => void;
}

type Addresses = Readonly<Record<ServiceName, string>>;

/** The services of the shop, and who starts them again when a fault ends them. */
export class Shop {
  readonly #parts: ShopParts;
  readonly #faults: Switches;
  readonly #env = new Map<ServiceName, Readonly<Record<string, string>>>();
  readonly #running = new Map<ServiceName, RunningService>();
  #isStopped = false;
  /** Of payments, since it last recovered. */
  #restarts = 0;
  /** Deployments, one after the other. */
  #deployed: Promise<void> = Promise.resolve();

  constructor(parts: ShopParts) {
    this.#parts = parts;
    this.#faults = new Switches(parts.faultsFolder);
  }

  /** Starts the services in the order of their calls; resolves to their addresses. */
  async start(): Promise<Addresses> {
    const [cache, bank, inventory] = await Promise.all([
      this.#start('cache'),
      this.#start('bank'),
      this.#start('inventory'),
    ]);
    const payments = await this.#start('payments', { BANK_URL: bank });
    const orders = await this.#start('orders', { INVENTORY: inventory, PAYMENTS: payments });
    const [notifier, web] = await Promise.all([
      this.#start('notifier'),
      this.#start('web', { ORDERS: orders, INVENTORY: inventory, CACHE_URL: cache }),
    ]);
    this.#faults.watch('bad-deploy', (isOn) => {
      const version = isOn ? BAD_VERSION : GOOD_VERSION;
      this.#deployed = this.#deployed.then(() => this.#deploy('orders', version));
    });
    return { cache, bank, inventory, payments, orders, notifier, web };
  }

  /** Nothing is started any more; those that run are ended by whoever owns them. */
  stop(): void {
    this.#isStopped = true;
    this.#faults.close();
  }

  async #start(name: ServiceName, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { databaseUrl: DATABASE_URL, faultsFolder: SHOP_FAULTS_DIR } = this.#parts;
    this.#env.set(name, { DATABASE_URL, SHOP_FAULTS_DIR, ...env });
    return this.#run(name, '0', GOOD_VERSION);
  }

  async #run(name: ServiceName, port: string, version: string): Promise<string> {
    const env = this.#env.get(name) ?? {};
    const startedMs = Date.now();
    const service = await startService(this.#parts.children, name, { env, port, version });
    this.#running.set(name, service);
    void service.ended.then((how) => this.#onEnd(name, service, how, startedMs));
    return service.address;
  }

  async #onEnd(
    name: ServiceName,
    service: RunningService,
    how: string,
    startedMs: number,
  ): Promise<void> {
    // Ended by us: a deployment has taken its place already, or the shop ends.
    if (this.#isStopped || this.#running.get(name) !== service) return;
    if (name !== 'payments' || !this.#faults.wasOn('crash-loop', LATE_MS)) {
      this.#parts.onDeath(new Error(how));
      return;
    }
    if (Date.now() - startedMs > RECOVERED_MS) this.#restarts = 0;
    await sleep(PAUSES_MS[Math.min(this.#restarts, PAUSES_MS.length - 1)]);
    this.#restarts += 1;
    await this.#again(name, service.address, GOOD_VERSION);
  }

  async #deploy(name: ServiceName, version: string): Promise<void> {
    const old = this.#running.get(name);
    if (old === undefined || this.#isStopped) return;
    this.#running.delete(name);
    await old.stop();
    await this.#again(name, old.address, version);
  }

  /** On the same port, because others know it by that. */
  async #again(name: ServiceName, address: string, version: string): Promise<void> {
    if (this.#isStopped) return;
    const port = /:(\d+)$/.exec(address)?.[1] ?? '0';
    try {
      await this.#run(name, port, version);
    } catch (error) {
      if (!this.#isStopped) this.#parts.onDeath(error as Error);
    }
  }
}
