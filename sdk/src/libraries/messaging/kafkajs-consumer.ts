import { MESSAGING } from '../../contract/index.ts';
import { wrapMethod } from '../patching.ts';
import { destinationName } from './destination-name.ts';
import type { Destination } from './destination.ts';
import { copyOf, endFailed, runHandler } from './handler.ts';
import { carrierOf, Progress } from './kafka-headers.ts';
import type { Work } from './kafkajs-send.ts';

interface Message {
  readonly offset: string;
  /** Milliseconds since 1970. */
  readonly timestamp?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly value?: { readonly length: number } | null;
}

interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly Message[];
}

type Method = (this: object, ...args: unknown[]) => unknown;
type Handler = (payload: never) => unknown;

/** What the consumer tells of a batch when it begins with it, and when it is through. */
interface BatchEvent {
  readonly payload: {
    readonly topic: string;
    readonly partition: number;
    readonly highWatermark: string;
    readonly firstOffset: string | null;
    readonly offsetLag: string;
  };
}

interface Consumer {
  on?: (event: string, listener: (event: never) => void) => unknown;
  readonly events?: Readonly<Record<string, string>>;
}

/** A span links to no more than that. */
const LINKS_MAX = 128;

/** Handlers of a consumer run as the processing of their messages; its batches tell its lag. */
export function watchConsumer(consumer: object, group: string, work: Work): void {
  const watched = new Watched(group, work);
  wrapMethod(consumer, 'run', (original: Method): Method => {
    return function run(config, ...rest) {
      const { eachMessage, eachBatch } = (config ?? {}) as Readonly<Record<string, unknown>>;
      const copy = copyOf(config);
      if (typeof eachMessage === 'function') {
        copy['eachMessage'] = watched.eachMessage(eachMessage as Handler);
      }
      if (typeof eachBatch === 'function') {
        copy['eachBatch'] = watched.eachBatch(eachBatch as Handler);
      }
      return Reflect.apply(original, this, [config === undefined ? config : copy, ...rest]);
    };
  });
  wrapMethod(consumer, 'commitOffsets', (original: Method): Method => {
    return function commitOffsets(offsets, ...rest) {
      const call = (): unknown => Reflect.apply(original, this, [offsets, ...rest]);
      return watched.commit(offsets, call);
    };
  });
  watched.listen(consumer);
}

class Watched {
  readonly #work: Work;
  readonly #group: string;
  readonly #progress = new Progress();
  readonly #lags = new Set<{ destination: Destination; partition: number }>();

  constructor(group: string, work: Work) {
    this.#group = group;
    this.#work = work;
  }

  #of(topic: unknown): Destination {
    return this.#work.destinations.of(destinationName(topic), { group: this.#group });
  }

  eachMessage(handler: Handler) {
    return (payload: Omit<Batch, 'messages'> & { readonly message: Message }): unknown => {
      const { topic, partition, message } = payload;
      const messages = [message];
      return this.#process({ topic, partition, messages }, () => handler(payload as never));
    };
  }

  eachBatch(handler: Handler) {
    return (payload: { readonly batch: Batch }): unknown =>
      this.#process(payload.batch, () => handler(payload as never));
  }

  /** One message continues the trace of its sending; several are linked to theirs. */
  #process({ topic, partition, messages }: Batch, run: () => unknown): unknown {
    const { kit } = this.#work;
    const destination = this.#of(topic);
    const series = destination.process;
    const [first] = messages;
    const isOne = messages.length === 1 && first !== undefined;
    const operation = kit.hooks.beginFrom(series, isOne ? carrierOfMessage(first) : {});
    if (!isOne) {
      const linked = messages.slice(0, LINKS_MAX);
      operation.links = linked.flatMap((one) => kit.hooks.linkTo(carrierOfMessage(one)) ?? []);
    }
    destination.consumed(series, messages.length);
    const tries = messages.map(({ offset }) =>
      this.#progress.triesBefore(topic, partition, Number(offset)),
    );
    for (const triesBefore of tries) if (triesBefore > 0) destination.redelivered(series);
    operation.attributes = {
      [MESSAGING.partition]: String(partition),
      [MESSAGING.kafkaOffset]: first === undefined ? undefined : Number(first.offset),
      [MESSAGING.batchSize]: isOne ? undefined : messages.length,
      [MESSAGING.bodySize]: isOne ? first.value?.length : undefined,
      [MESSAGING.attempt]: (isOne ? tries[0] : 0) || undefined,
    };
    if (first?.timestamp !== undefined) destination.taken(Number(first.timestamp));
    return runHandler(kit, operation, run, (failure) => {
      if (failure === undefined) kit.hooks.end(operation);
      else endFailed(kit, operation, failure.error);
    });
  }

  commit(offsets: unknown, call: () => unknown): unknown {
    const { kit } = this.#work;
    const [first] = Array.isArray(offsets) ? (offsets as unknown[]) : [];
    const { topic } = (first ?? {}) as { topic?: unknown };
    const operation = kit.hooks.begin(this.#of(topic).settle('commit'));
    if (operation === undefined) return call();
    return runHandler(kit, operation, call, (failure) => {
      if (failure === undefined) kit.hooks.end(operation);
      else endFailed(kit, operation, failure.error);
    });
  }

  listen(consumer: Consumer): void {
    const { events } = consumer;
    if (events === undefined || typeof consumer.on !== 'function') return;
    const on = (name: string, listener: (event: BatchEvent) => void): void => {
      const event = events[name];
      if (event !== undefined) consumer.on?.(event, listener);
    };
    on('START_BATCH_PROCESS', ({ payload: { topic, partition, highWatermark, firstOffset } }) => {
      if (firstOffset === null) return;
      this.#setLag(topic, partition, Number(highWatermark) - Number(firstOffset));
    });
    on('END_BATCH_PROCESS', ({ payload: { topic, partition, offsetLag } }) => {
      this.#setLag(topic, partition, Number(offsetLag));
    });
    // Whatever is left of its partitions is told by whoever gets them.
    for (const name of ['GROUP_JOIN', 'REBALANCING', 'STOP', 'CRASH'])
      on(name, () => this.#forget());
  }

  #setLag(topic: string, partition: number, lag: number): void {
    const destination = this.#of(topic);
    if (!destination.lag.has(partition)) this.#lags.add({ destination, partition });
    destination.lag.set(partition, Math.max(0, lag));
  }

  #forget(): void {
    for (const { destination, partition } of this.#lags) destination.lag.delete(partition);
    this.#lags.clear();
  }
}

function carrierOfMessage({ headers }: Message) {
  return carrierOf(Object.entries(headers ?? {}));
}
