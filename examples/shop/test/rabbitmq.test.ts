import { connect } from 'amqplib';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { orSkip } from '../../../scripts/real-parts/part.ts';
import { startPostgres } from '../../../scripts/real-parts/postgres.ts';
import { startRabbit } from '../../../scripts/real-parts/rabbitmq.ts';
import { RabbitBus, type RabbitOptions } from '../src/bus/rabbitmq.ts';
import type { ShopEvents } from '../src/contracts/events.ts';
import { transaction } from '../src/database.ts';

const rabbit = orSkip(await startRabbit());
const postgres = orSkip(await startPostgres());
const isAbsent = isMissing(rabbit) || isMissing(postgres);
const SCHEMA = 'shop';
const PAUSES_MS = [50, 100, 150, 200];

const shipped = (orderId: string): ShopEvents['order.shipped'] => ({
  orderId,
  customer: 'ada',
  sku: 'cup',
  quantity: 1,
  totalCents: 990,
});

describe.skipIf(isAbsent)('the bus on RabbitMQ', { timeout: 20_000 }, () => {
  const opened: RabbitBus[] = [];
  let pool: Pool;
  beforeAll(() => {
    if (isMissing(postgres)) return;
    const { user, port, database } = postgres;
    const options = `-c search_path=${SCHEMA}`;
    pool = new Pool({ host: '127.0.0.1', user, port, database, options, max: 3 });
    // Its server is killed at the end.
    pool.on('error', () => undefined);
  });
  afterAll(async () => {
    await Promise.all(opened.map((bus) => bus.close()));
    await pool?.end();
    if (!isMissing(postgres)) await postgres.stop();
    if (!isMissing(rabbit)) await rabbit.stop();
  });

  const url = isMissing(rabbit) ? '' : rabbit.url;
  /** Each test has an exchange and queues of its own. */
  async function open(prefix: string, options: RabbitOptions = {}): Promise<RabbitBus> {
    const bus = await RabbitBus.open(url, { prefix, pausesMs: PAUSES_MS, ...options });
    opened.push(bus);
    return bus;
  }

  test('keeps events until their first reader comes; readers of a group share them', async () => {
    const writer = await open('share');
    const ids = ['o-1', 'o-2', 'o-3', 'o-4', 'o-5', 'o-6'];
    await writer.publish('order.shipped', shipped('o-1'));
    const taken: string[] = [];
    const [one, other] = [await open('share'), await open('share')];
    for (const reader of [one, other]) {
      await reader.subscribe('order.shipped', 'notifier', async ({ orderId }) => {
        taken.push(orderId);
      });
    }
    for (const id of ids.slice(1)) await writer.publish('order.shipped', shipped(id));
    await expect.poll(() => taken.toSorted()).toEqual(ids);
  });

  test('refuses to send what is against the contract', async () => {
    const writer = await open('contract');
    const wrong = { orderId: 'o-1' } as ShopEvents['order.shipped'];
    await expect(writer.publish('order.shipped', wrong)).rejects.toThrow('customer is missing');
  });

  test('tries five times with pauses, and keeps what cannot be handled', async () => {
    const bus = await open('tries');
    const triedMs: number[] = [];
    await bus.subscribe('order.shipped', 'notifier', async () => {
      triedMs.push(performance.now());
      throw new Error('the printer is on fire');
    });
    await bus.publish('order.shipped', shipped('o-1'));
    await expect.poll(() => triedMs.length, { timeout: 10_000 }).toBe(5);
    for (const [index, pauseMs] of PAUSES_MS.entries()) {
      const waitedMs = (triedMs[index + 1] ?? 0) - (triedMs[index] ?? 0);
      expect(waitedMs, `pause ${index + 1}`).toBeGreaterThan(pauseMs * 0.9);
    }
    const model = await connect(url);
    const channel = await model.createChannel();
    const dead = async () => (await channel.get('tries.notifier.dead', { noAck: true })) || null;
    let found: Awaited<ReturnType<typeof dead>> = null;
    await expect.poll(async () => (found ??= await dead())).not.toBeNull();
    expect(found).toMatchObject({ properties: { type: 'order.shipped', headers: {} } });
    await model.close();
    expect(triedMs).toHaveLength(5);
  });

  test('a message that is no event is given up too, and holds up none behind it', async () => {
    const bus = await open('poison');
    const taken: string[] = [];
    await bus.subscribe('order.shipped', 'notifier', async ({ orderId }) => {
      taken.push(orderId);
    });
    const model = await connect(url);
    const channel = await model.createChannel();
    channel.publish('poison', 'order.shipped', Buffer.from('{'), { type: 'order.shipped' });
    await bus.publish('order.shipped', shipped('o-2'));
    await expect.poll(() => taken).toEqual(['o-2']);
    const dead = async () => (await channel.checkQueue('poison.notifier.dead')).messageCount;
    await expect.poll(dead, { timeout: 10_000 }).toBe(1);
    await model.close();
  });

  test('with an outbox, an event exists when its transaction is committed', async () => {
    const bus = await open('outbox', { outbox: { pool, schema: SCHEMA } });
    const taken: string[] = [];
    await bus.subscribe('order.shipped', 'notifier', async ({ orderId }) => {
      taken.push(orderId);
    });
    const undone = transaction(pool, async (client) => {
      await bus.publish('order.shipped', shipped('undone'), client);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await transaction(pool, (client) => bus.publish('order.shipped', shipped('done'), client));
    await expect.poll(() => taken).toEqual(['done']);
    const left = async () => (await pool.query('SELECT 1 FROM outbox')).rowCount;
    await expect.poll(left).toBe(0);
  });

  test('without an outbox there is nothing that a transaction could hold', async () => {
    const bus = await open('none');
    const sent = bus.publish('order.shipped', shipped('o-1'), pool);
    await expect(sent).rejects.toThrow('without an outbox');
  });
});
