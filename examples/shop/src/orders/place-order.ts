import { logger, Saga } from 'sightline';
import type { Bus } from '../bus/bus.ts';
import type { Attempt } from '../bus/jobs.ts';
import type { InventoryCalls, PaymentsCalls } from '../contracts/messages.ts';
import { isTransient } from '../rpc/client.ts';
import type { Order, OrderStore } from './store.ts';

type Asked<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends (request: infer Request) => infer Answer
    ? (request: Request) => Promise<Answer>
    : never;
};

export interface PlaceOrderParts {
  readonly store: OrderStore;
  readonly bus: Bus;
  readonly inventory: Asked<InventoryCalls>;
  readonly payments: Asked<PaymentsCalls>;
}

interface Step {
  readonly name: string;
  run(): Promise<void>;
  undo(): Promise<unknown>;
}

/** How long the gauge of the oldest open order may be behind. */
const LOOK_EVERY_MS = 2000;

/**
 * The saga of an order: reserve the goods, charge the customer, tell the world. It is a job, so it
 * goes on in the next try, in whatever process, after the last step that was done; every step may
 * be asked for twice. What fails for good takes back what was done before it.
 */
export class PlaceOrder {
  readonly #parts: PlaceOrderParts;
  readonly #saga: Saga;
  #oldestOpen: Date | undefined;

  constructor(parts: PlaceOrderParts) {
    this.#parts = parts;
    this.#saga = new Saga('place-order', { oldestOpen: () => this.#oldestOpen });
    setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  async #look(): Promise<void> {
    this.#oldestOpen = await this.#parts.store.oldestPending().catch(() => this.#oldestOpen);
  }

  async run(orderId: string, { isLast }: Attempt): Promise<void> {
    const { store } = this.#parts;
    const order = await store.find(orderId);
    if (order?.state !== 'pending') return;
    const done = await store.stepsOf(orderId);
    if (done.size === 0) this.#saga.started();
    const steps = this.#stepsOf(order);
    try {
      for (const { name, run } of steps.filter((step) => !done.has(step.name))) {
        await this.#saga.step(name, run);
        await store.markStep(orderId, name);
        done.add(name);
      }
    } catch (error) {
      // The job is tried again later, from the step that did not work.
      if (isTransient(error) && !isLast) throw error;
      const undone = steps.filter((step) => done.has(step.name)).toReversed();
      await this.#reject(order, undone, error as Error);
      return;
    }
    this.#saga.completed('ok');
    logger.info({ sku: order.sku }, 'order shipped');
  }

  #stepsOf(order: Order): Step[] {
    const { inventory, payments, store } = this.#parts;
    const { id: orderId, sku, quantity } = order;
    return [
      {
        name: 'reserve',
        run: async () => {
          const { priceCents } = await inventory.Reserve({ orderId, sku, quantity });
          await store.price(orderId, priceCents * quantity);
        },
        undo: () => inventory.Release({ orderId }),
      },
      {
        name: 'charge',
        run: async () => {
          const amountCents = (await store.find(orderId))?.totalCents ?? 0;
          await payments.Charge({ orderId, amountCents });
        },
        undo: () => payments.Refund({ orderId }),
      },
      { name: 'ship', run: () => this.#ship(orderId), undo: () => Promise.resolve() },
    ];
  }

  async #ship(orderId: string): Promise<void> {
    const { bus, store } = this.#parts;
    const order = await store.find(orderId);
    if (order === undefined) return;
    const { customer, sku, quantity, totalCents } = order;
    const event = { orderId, customer, sku, quantity, totalCents: totalCents ?? 0 };
    await store.end(orderId, 'shipped', undefined, (client) =>
      bus.publish('order.shipped', event, client),
    );
  }

  /** Compensations that fail are tried again with the job: until then the order stays pending. */
  async #reject(order: Order, undone: readonly Step[], cause: Error): Promise<void> {
    const { bus, store } = this.#parts;
    const { id: orderId, customer } = order;
    const reason = 'details' in cause ? String(cause.details) : cause.message;
    logger.warn({ err: cause, sku: order.sku }, 'order rejected');
    try {
      for (const { name, undo } of undone) await this.#saga.compensate(name, undo);
    } catch (error) {
      this.#saga.completed('compensation_failed');
      throw error;
    }
    await store.end(orderId, 'rejected', reason, (client) =>
      bus.publish('order.rejected', { orderId, customer, reason }, client),
    );
    this.#saga.completed('compensated');
  }
}
