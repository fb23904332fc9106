import { MESSAGING } from '../../contract/index.ts';
import type { Operation } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import { destinationName } from './destination-name.ts';
import type { Destination, Destinations } from './destination.ts';
import { endFailed, runHandler } from './handler.ts';
import { carrierOf } from './kafka-headers.ts';

interface Message {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp?: bigint;
}

type Headers = Iterable<readonly [unknown, unknown]>;

/** What the library tells of a message that it puts into a stream. */
interface Taken {
  readonly client: { readonly groupId?: string };
  readonly result?: Message;
  /** As it came, whatever the application makes of keys and values. */
  readonly raw?: { readonly headers?: Headers };
}

interface Known {
  readonly destination: Destination;
  readonly headers: Headers;
}

type Method = (this: object, ...args: unknown[]) => unknown;
type Listener = ((this: unknown, message: unknown) => unknown) & { listener?: unknown };

/**
 * Messages that come by streams. A listener runs as the processing of its message. In a loop no
 * handler runs: the processing lasts until the loop asks for the next message, and what the loop
 * does meanwhile is not inside of it.
 */
export class Streams {
  readonly #kit: Kit;
  readonly #destinations: Destinations;
  readonly #known = new WeakMap<object, Known>();

  constructor(kit: Kit, destinations: Destinations) {
    this.#kit = kit;
    this.#destinations = destinations;
  }

  onMessage({ client, result, raw }: Taken): void {
    if (result === undefined) return;
    const where = { group: client.groupId };
    const destination = this.#destinations.of(destinationName(result.topic), where);
    destination.consumed(destination.process);
    if (result.timestamp !== undefined) destination.taken(Number(result.timestamp));
    this.#known.set(result, { destination, headers: raw?.headers ?? [] });
  }

  onInstance({ type, instance }: { readonly type?: unknown; readonly instance?: unknown }): void {
    if (type !== 'messages-stream') return;
    const on = (original: Method): Method => this.#onOf(original);
    wrapMethod(instance, 'on', on);
    wrapMethod(instance, 'addListener', on);
    wrapMethod(instance, Symbol.asyncIterator, (original) => this.#iteratorOf(original));
  }

  #begin(message: unknown): Operation | undefined {
    if (typeof message !== 'object' || message === null) return undefined;
    const known = this.#known.get(message);
    if (known === undefined) return undefined;
    const { partition, offset } = message as Message;
    const operation = this.#kit.hooks.beginFrom(
      known.destination.process,
      carrierOf(known.headers),
    );
    operation.attributes = {
      [MESSAGING.partition]: String(partition),
      [MESSAGING.kafkaOffset]: Number(offset),
    };
    return operation;
  }

  #onOf(original: Method): Method {
    const streams = this;
    return function on(event, listener, ...rest) {
      const given = listener as Listener;
      // One that is to be called once has a wrapper of its own that is looked for when it goes.
      if (event !== 'data' || typeof given !== 'function' || given.listener !== undefined) {
        return Reflect.apply(original, this, [event, listener, ...rest]);
      }
      const observed: Listener = function onData(message) {
        const run = (): unknown => Reflect.apply(given, this, [message]);
        const operation = streams.#begin(message);
        if (operation === undefined) return run();
        return runHandler(streams.#kit, operation, run, (failure) => {
          if (failure !== undefined) endFailed(streams.#kit, operation, failure.error);
          streams.#kit.hooks.end(operation);
        });
      };
      // By this an emitter finds what it is to remove.
      observed.listener = given;
      return Reflect.apply(original, this, [event, observed, ...rest]);
    };
  }

  #iteratorOf(original: Method): Method {
    const streams = this;
    return function iterator(...args) {
      const made = Reflect.apply(original, this, args) as AsyncIterator<unknown>;
      let current: Operation | undefined;
      const endCurrent = (): void => {
        if (current !== undefined) streams.#kit.hooks.end(current);
        current = undefined;
      };
      wrapMethod(made, 'next', (next: Method): Method => {
        return async function nextMessage(...given) {
          endCurrent();
          const result = (await Reflect.apply(next, this, given)) as IteratorResult<unknown>;
          // Whoever asks for several at once has two of them now.
          endCurrent();
          if (result.done !== true) current = streams.#begin(result.value);
          return result;
        };
      });
      for (const name of ['return', 'throw']) {
        wrapMethod(made, name, (leave: Method): Method => {
          return function left(...given) {
            endCurrent();
            return Reflect.apply(leave, this, given);
          };
        });
      }
      return made;
    };
  }
}
