import type { ShopEvents, Topic } from '../contracts/events.ts';

/** Where a message is written in the same transaction as what it is about. */
export interface Outbox {
  query(text: string, values?: unknown[]): Promise<{ rows: object[] }>;
}

/**
 * Events between the services. Whoever subscribes gets each event at least once, also those that
 * were sent while it was down: a handler that throws gets it again.
 */
export interface Bus {
  /** With an outbox, the event exists when, and only when, its transaction is committed. */
  publish<Name extends Topic>(topic: Name, event: ShopEvents[Name], outbox?: Outbox): Promise<void>;
  /** @param group subscribers of one group share the events among them */
  subscribe<Name extends Topic>(
    topic: Name,
    group: string,
    handle: (event: ShopEvents[Name]) => Promise<void>,
  ): Promise<void>;
  close(): Promise<void>;
}
