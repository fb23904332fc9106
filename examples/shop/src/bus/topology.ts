import type { ConfirmChannel } from 'amqplib';
import type { Topic } from '../contracts/events.ts';
import { GROUPS } from './groups.ts';

/** Names of what the shop has in a broker, so that several shops may share one. */
export class Topology {
  readonly exchange: string;
  /** Before each further try of a message that could not be handled. */
  readonly pausesMs: readonly number[];

  constructor(prefix: string, pausesMs: readonly number[]) {
    this.exchange = prefix;
    this.pausesMs = pausesMs;
  }

  queueOf(group: string): string {
    return `${this.exchange}.${group}`;
  }

  /** Where a message waits before its next try. undefined = there is no further one. */
  pauseOf(group: string, tries: number): string | undefined {
    const pauseMs = this.pausesMs[tries - 1];
    return pauseMs === undefined ? undefined : `${this.queueOf(group)}.pause-${pauseMs}`;
  }

  deadOf(group: string): string {
    return `${this.queueOf(group)}.dead`;
  }

  /**
   * By readers and by writers: an event that is sent before its first reader came is kept too. Each
   * pause is a queue of its own, because a queue gives up messages only from its head.
   */
  async assert(channel: ConfirmChannel): Promise<void> {
    await channel.assertExchange(this.exchange, 'topic', { durable: true });
    for (const group of new Set(Object.values(GROUPS).flat())) {
      const queue = this.queueOf(group);
      const toQueue = (name: string) => ({ deadLetterExchange: '', deadLetterRoutingKey: name });
      await channel.assertQueue(this.deadOf(group), { durable: true });
      await channel.assertQueue(queue, { durable: true, ...toQueue(this.deadOf(group)) });
      for (const [index, messageTtl] of this.pausesMs.entries()) {
        const pause = this.pauseOf(group, index + 1) ?? '';
        await channel.assertQueue(pause, { durable: true, messageTtl, ...toQueue(queue) });
      }
      const topics = (Object.keys(GROUPS) as Topic[]).filter((topic) =>
        GROUPS[topic].includes(group),
      );
      for (const topic of topics) await channel.bindQueue(queue, this.exchange, topic);
    }
  }
}
