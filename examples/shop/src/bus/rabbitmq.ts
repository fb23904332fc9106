import { randomUUID } from 'node:crypto';
import {
  connect,
  type ChannelModel,
  type ConfirmChannel,
  type ConsumeMessage,
  type Options,
  type RecoveringChannelModel,
} from 'amqplib';
import type { Pool } from 'pg';
import { logger } from 'sightline';
import { checkEvent, type ShopEvents, type Topic } from '../contracts/events.ts';
import type { Bus, Outbox } from './bus.ts';
import { openOutbox, Relay, writeOutbox } from './outbox.ts';
import { Topology } from './topology.ts';

/** Between the five tries of a message; after them it goes to the dead letters. */
const PAUSES_MS = [1000, 2000, 4000, 8000];
/** Messages that a process works on at once. */
const AT_ONCE = 4;
const CONFIRMED_WITHIN_MS = 5000;
const RECONNECT_MAX_MS = 2000;
const TRIES = 'x-tries';

export interface RabbitOptions {
  /** Where events of a transaction are written; without it there is no outbox. */
  readonly outbox?: { readonly pool: Pool; readonly schema: string };
  readonly prefix?: string;
  readonly pausesMs?: readonly number[];
}

type Handler = (event: never) => Promise<void>;

/** The bus on RabbitMQ: a topic exchange, and a durable queue for each group of readers. */
export class RabbitBus implements Bus {
  readonly #topology: Topology;
  readonly #handlers = new Map<string, Map<string, Handler>>();
  #model: RecoveringChannelModel | undefined;
  /** undefined = the broker is away. */
  #channel: ConfirmChannel | undefined;
  #relay: Relay | undefined;

  private constructor({ prefix = 'shop', pausesMs = PAUSES_MS }: RabbitOptions) {
    this.#topology = new Topology(prefix, pausesMs);
  }

  static async open(url: string, options: RabbitOptions = {}): Promise<RabbitBus> {
    const bus = new RabbitBus(options);
    const setup = (model: ChannelModel): Promise<void> => bus.#connected(model);
    // With an outbox, a service need not wait for a broker that is away.
    const waitForConnect = options.outbox === undefined;
    const recovery = { setup, waitForConnect, maxDelay: RECONNECT_MAX_MS };
    bus.#model = await connect(url, { recovery });
    bus.#model.on('error', (error) => logger.warn({ err: error }, 'the broker is away'));
    if (options.outbox !== undefined) {
      const { pool, schema } = options.outbox;
      await openOutbox(pool, schema);
      bus.#relay = new Relay(pool, ({ id, topic, event }) => bus.#send(topic, event, id));
    }
    return bus;
  }

  async publish<Name extends Topic>(topic: Name, event: ShopEvents[Name], outbox?: Outbox) {
    if (outbox === undefined) await this.#send(topic, event, randomUUID());
    else if (this.#relay === undefined) throw new Error('this bus was opened without an outbox');
    else await writeOutbox(outbox, topic, event);
  }

  async subscribe<Name extends Topic>(
    topic: Name,
    group: string,
    handle: (event: ShopEvents[Name]) => Promise<void>,
  ): Promise<void> {
    const handlers = this.#handlers.get(group) ?? new Map<string, Handler>();
    handlers.set(topic, handle);
    if (this.#handlers.has(group)) return;
    this.#handlers.set(group, handlers);
    if (this.#channel !== undefined) await this.#consume(this.#channel, group);
  }

  async close(): Promise<void> {
    await this.#relay?.close();
    await this.#model?.close();
  }

  /** Also after each time that the broker was away. */
  async #connected(model: ChannelModel): Promise<void> {
    // Until it is set up, nobody else listens; what it means is told by its end.
    model.on('error', () => undefined);
    const channel = await model.createConfirmChannel();
    // Told once more by the end of the channel, or of the connection.
    channel.on('error', (error) => logger.warn({ err: error }, 'the channel broke'));
    channel.on('close', () => {
      if (this.#channel === channel) this.#channel = undefined;
      // A connection without its channel is of no use; the next one gets a new one.
      model.close().catch(() => undefined);
    });
    await channel.prefetch(AT_ONCE);
    await this.#topology.assert(channel);
    for (const group of this.#handlers.keys()) await this.#consume(channel, group);
    this.#channel = channel;
  }

  async #consume(channel: ConfirmChannel, group: string): Promise<void> {
    await channel.consume(this.#topology.queueOf(group), (message) => {
      // Somebody removed the queue: the next connection makes it again.
      if (message === null) void channel.close().catch(() => undefined);
      // A channel that closed meanwhile cannot be told: the message comes again.
      else void this.#take(channel, group, message).catch(() => undefined);
    });
  }

  async #take(channel: ConfirmChannel, group: string, message: ConsumeMessage): Promise<void> {
    const { type: topic, headers = {} } = message.properties;
    try {
      const handle = this.#handlers.get(group)?.get(topic);
      if (handle === undefined) throw new Error(`${group} does not read ${topic}`);
      const event: unknown = JSON.parse(message.content.toString('utf8'));
      await handle(checkEvent(topic, event) as never);
    } catch (error) {
      const tries = Number(headers[TRIES] ?? 0) + 1;
      const pause = this.#topology.pauseOf(group, tries);
      logger.warn({ err: error, topic, tries }, pause === undefined ? 'given up' : 'tried later');
      if (pause === undefined) {
        channel.nack(message, false, false);
        return;
      }
      const { messageId, timestamp } = message.properties;
      const options = { type: topic, messageId, timestamp, headers: { [TRIES]: tries } };
      await confirmed(channel, '', pause, message.content, options);
    }
    channel.ack(message);
  }

  async #send<Name extends Topic>(topic: Name, event: ShopEvents[Name], messageId: string) {
    const channel = this.#channel;
    if (channel === undefined) throw new Error('the broker is away');
    const content = Buffer.from(JSON.stringify(checkEvent(topic, event)));
    const timestamp = Math.floor(Date.now() / 1000);
    const options = { type: topic, messageId, timestamp };
    await confirmed(channel, this.#topology.exchange, topic, content, options);
  }
}

/** Resolves when the broker has taken the message to its disk. */
function confirmed(
  channel: ConfirmChannel,
  exchange: string,
  routingKey: string,
  content: Buffer,
  options: Options.Publish,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error('the broker does not confirm'));
    const timer = setTimeout(late, CONFIRMED_WITHIN_MS);
    const all = { ...options, persistent: true, contentType: 'application/json' };
    channel.publish(exchange, routingKey, content, all, (error: unknown) => {
      clearTimeout(timer);
      if (error === null || error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('the broker refused the message'));
    });
  });
}
