import { checkEvent, type ShopEvents, type Topic } from '../contracts/events.ts';
import type { Bus, Outbox } from './bus.ts';
import { GROUPS } from './groups.ts';
import type { Jobs } from './jobs.ts';

const queueOf = (topic: Topic, group: string): string => `${topic}.${group}`;

/** The bus on jobs in PostgreSQL: what `npm start` has, where there is no broker. */
export function postgresBus(jobs: Jobs): Bus {
  return {
    async publish<Name extends Topic>(topic: Name, event: ShopEvents[Name], outbox?: Outbox) {
      const checked = checkEvent(topic, event);
      for (const group of GROUPS[topic]) await jobs.send(queueOf(topic, group), checked, outbox);
    },
    subscribe: (topic, group, handle) =>
      jobs.work(queueOf(topic, group), (data) => handle(checkEvent(topic, data))),
    close: () => jobs.close(),
  };
}
