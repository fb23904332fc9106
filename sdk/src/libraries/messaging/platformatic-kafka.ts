import { subscribe } from '../../instrument/index.ts';
import type { Kit, LibraryAdapter } from '../adapter.ts';
import { Destinations } from './destination.ts';
import { Commits, Sending } from './platformatic-calls.ts';
import { Streams } from './platformatic-streams.ts';

type Lag = ReadonlyMap<string, readonly bigint[]>;

export const platformaticKafka: LibraryAdapter = {
  name: '@platformatic/kafka',
  from: 2,
  way: 'channel',
  gives:
    'messages sent and taken from streams, one trace across services, lag where it is asked for',
  watch,
};

function watch(kit: Kit): () => void {
  const destinations = new Destinations(kit, 'kafka');
  const sending = new Sending(kit, destinations);
  const commits = new Commits(kit, destinations);
  const streams = new Streams(kit, destinations);
  const sends = 'tracing:plt:kafka:producer:sends';
  const committing = 'tracing:plt:kafka:consumer:commits';
  return subscribe({
    [`${sends}:start`]: (context) => sending.start(context as never),
    [`${sends}:end`]: (context) => sending.handedOver(context as never),
    [`${sends}:error`]: (context) => sending.end(context as never),
    [`${sends}:asyncStart`]: (context) => sending.end(context as never),
    [`${committing}:start`]: (context) => commits.start(context as never),
    [`${committing}:error`]: (context) => commits.end(context as never),
    [`${committing}:asyncStart`]: (context) => commits.end(context as never),
    'plt:kafka:instances': (made) => streams.onInstance(made as never),
    'tracing:plt:kafka:consumer:receives:asyncStart': (taken) => streams.onMessage(taken as never),
    'plt:kafka:consumer:lag': (told) => {
      const { client, lag } = told as { client: { groupId?: string }; lag: Lag };
      tellLag(destinations, client.groupId, lag);
    },
  });
}

/** Only for applications that have the library ask the broker for it. */
function tellLag(destinations: Destinations, group: string | undefined, lag: Lag): void {
  for (const [topic, partitions] of lag) {
    const known = destinations.of(topic, { group }).lag;
    known.clear();
    for (const [partition, value] of partitions.entries()) {
      // Negative: a partition that somebody else reads.
      if (value >= 0n) known.set(partition, Number(value));
    }
  }
}
