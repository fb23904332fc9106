import type { Operation, OperationSeries } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { isPromise } from '../patching.ts';
import {
  carrierOf,
  destinationOf,
  receivedAttributes,
  sentAtMs,
  type Channel,
  type Message,
  type Method,
} from './amqplib-channel.ts';
import { follow } from './amqplib-deliveries.ts';
import type { Destination, Destinations } from './destination.ts';
import { endFailed, runHandler } from './handler.ts';

type Handler = (message: Message | null) => unknown;
type Got = (error: unknown, message?: unknown) => unknown;

const mustSettle = (options: unknown): boolean =>
  !(options as { noAck?: unknown } | undefined | null)?.noAck;

/**
 * Each message that a consumer gets is work of its own that continues the trace of its sender. It
 * ends when it is settled, when its channel closes, or, where nothing is settled, with the handler.
 */
export function consumeOf(original: Method, kit: Kit, destinations: Destinations): Method {
  return function consume(queue, handler, options, ...rest) {
    if (typeof handler !== 'function') {
      return Reflect.apply(original, this, [queue, handler, options, ...rest]);
    }
    const destination = destinationOf(destinations, this, queue);
    const consumer = new Consumer(kit, this, destination, mustSettle(options));
    const observed: Handler = (message) =>
      // Null: the broker ended the consumer.
      message === null
        ? (handler as Handler)(message)
        : consumer.process(message, handler as Handler);
    return Reflect.apply(original, this, [queue, observed, options, ...rest]);
  };
}

class Consumer {
  readonly #kit: Kit;
  readonly #channel: Channel;
  readonly #destination: Destination;
  readonly #mustSettle: boolean;

  constructor(kit: Kit, channel: Channel, destination: Destination, settles: boolean) {
    this.#kit = kit;
    this.#channel = channel;
    this.#destination = destination;
    this.#mustSettle = settles;
  }

  process(message: Message, handler: Handler): unknown {
    const kit = this.#kit;
    const destination = this.#destination;
    const series = destination.process;
    const operation = kit.hooks.beginFrom(series, carrierOf(message));
    operation.attributes = receivedAttributes(message);
    countTaken(destination, series, message);
    const delivery = { destination, series, operation };
    const { deliveryTag } = message.fields;
    const endsLater = this.#mustSettle && follow(this.#channel, deliveryTag, delivery, kit);
    return runHandler(
      kit,
      operation,
      () => handler(message),
      (failure) => {
        if (failure !== undefined) endFailed(kit, operation, failure.error);
        else if (!endsLater) kit.hooks.end(operation);
      },
    );
  }
}

function countTaken(destination: Destination, series: OperationSeries, message: Message): void {
  destination.consumed(series);
  if (message.fields.redelivered === true) destination.redelivered(series);
  const sentMs = sentAtMs(message);
  if (sentMs !== undefined) destination.taken(sentMs);
}

/**
 * A message that the application asks for. No handler runs that would be its processing, so the
 * receiving is a call of whoever asks, with a link to the sending.
 */
export function getOf(original: Method, kit: Kit, destinations: Destinations): Method {
  const { hooks } = kit;
  return function get(...args) {
    const [queue, options, callback] = args;
    const destination = destinationOf(destinations, this, queue);
    const operation = hooks.begin(destination.receive);
    if (operation === undefined) return Reflect.apply(original, this, args);
    const got: Got = (error, message) => {
      if (error !== null && error !== undefined) return endFailed(kit, operation, error);
      if (typeof message === 'object' && message !== null) {
        receive(kit, operation, destination, message as Message);
        if (mustSettle(options)) {
          const delivery = { destination, series: destination.receive, operation: undefined };
          follow(this, (message as Message).fields.deliveryTag, delivery, kit);
        }
      }
      return hooks.end(operation);
    };
    if (typeof callback === 'function') {
      const bound = hooks.bind(callback as Got);
      args[2] = (error: unknown, message: unknown) => {
        got(error, message);
        return bound(error, message);
      };
    }
    return withOutcome(() => Reflect.apply(original, this, args), got);
  };
}

function withOutcome(call: () => unknown, got: Got): unknown {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    got(error);
    throw error;
  }
  if (!isPromise(result)) return result;
  return result.then(
    (message) => {
      got(undefined, message);
      return message;
    },
    (error: unknown) => {
      got(error);
      throw error;
    },
  );
}

function receive(
  { hooks }: Kit,
  operation: Operation,
  destination: Destination,
  message: Message,
): void {
  const link = hooks.linkTo(carrierOf(message));
  if (link !== undefined) operation.links = [link];
  operation.attributes = receivedAttributes(message);
  countTaken(destination, destination.receive, message);
}
