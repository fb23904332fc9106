import { MESSAGING_ERROR } from '../../contract/index.ts';
import { errorTypeOf } from '../../instrument/index.ts';
import type { Operation } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { destinationOf, messageAttributes, type Channel, type Method } from './amqplib-channel.ts';
import type { Destination, Destinations } from './destination.ts';
import { copyOf } from './handler.ts';

type Confirmed = (this: unknown, error: unknown, ...rest: unknown[]) => unknown;

/** What the library says when the broker refused a message, and when it never answered. */
const NACKED = /nacked/;
const CLOSED = /closed/i;

/**
 * Sending. On an ordinary channel it is over when the message is on its way; on a confirm channel
 * when the broker has it, or has refused it.
 */
export class Sending {
  readonly #kit: Kit;
  readonly #destinations: Destinations;
  /** Publishing with confirmation publishes by the method below it. */
  #isInside = false;

  constructor(kit: Kit, destinations: Destinations) {
    this.#kit = kit;
    this.#destinations = destinations;
  }

  publishOf(original: Method, isConfirmed: boolean): Method {
    const sending = this;
    return function publish(...args) {
      if (sending.#isInside) return Reflect.apply(original, this, args);
      return sending.#publish(original, this, { args, isConfirmed });
    };
  }

  #publish(
    original: Method,
    channel: Channel,
    { args, isConfirmed }: { args: unknown[]; isConfirmed: boolean },
  ): unknown {
    const { hooks } = this.#kit;
    const [exchange, routingKey, content, options, confirmed] = args;
    const name = exchange === '' ? routingKey : exchange;
    const destination = destinationOf(this.#destinations, channel, name);
    const operation = hooks.begin(destination.send);
    if (operation === undefined) return Reflect.apply(original, channel, args);
    operation.attributes = messageAttributes(routingKey, content, options ?? {});
    args[3] = this.#withContext(operation, options);
    if (isConfirmed) args[4] = this.#confirmedOf(destination, operation, confirmed);
    this.#isInside = true;
    try {
      const result: unknown = Reflect.apply(original, channel, args);
      if (!isConfirmed) this.#end(destination, operation, undefined);
      return result;
    } catch (error) {
      this.#end(destination, operation, error);
      throw error;
    } finally {
      this.#isInside = false;
    }
  }

  #confirmedOf(destination: Destination, operation: Operation, confirmed: unknown): Confirmed {
    const given =
      typeof confirmed === 'function' ? this.#kit.hooks.bind(confirmed as Confirmed) : undefined;
    const end = (error: unknown): void => this.#end(destination, operation, error ?? undefined);
    return function confirm(error, ...rest) {
      end(error);
      return given === undefined ? undefined : Reflect.apply(given, this, [error, ...rest]);
    };
  }

  #end(destination: Destination, operation: Operation, error: unknown): void {
    if (operation.ended) return;
    const errorType = error === undefined ? undefined : failureOf(error);
    this.#kit.hooks.end(operation, error, { errorType });
    destination.sent(1, errorType);
  }

  #withContext(operation: Operation, options: unknown): object {
    const copy = copyOf(options);
    const headers = copyOf(copy['headers']);
    // A message that is sent on with its headers would keep that of another span.
    delete headers['tracestate'];
    this.#kit.hooks.inject(operation, (name, value) => {
      headers[name] = value;
    });
    copy['headers'] = headers;
    return copy;
  }
}

function failureOf(error: unknown): string {
  const { message } = error as { message?: unknown };
  if (NACKED.test(String(message))) return MESSAGING_ERROR.rejected;
  if (CLOSED.test(String(message))) return MESSAGING_ERROR.channelClosed;
  return errorTypeOf(error);
}
