import type { Kit, LibraryAdapter } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import { watchSettling } from './amqplib-deliveries.ts';
import { consumeOf, getOf } from './amqplib-receive.ts';
import { Sending } from './amqplib-send.ts';
import { Destinations } from './destination.ts';

interface Model {
  readonly Channel?: { readonly prototype?: object };
  readonly ConfirmChannel?: { readonly prototype?: object };
}

/** One of the promise API and one of the callback API. */
const MODELS = ['lib/channel_model', 'lib/callback_model'];

type Rpc = (
  this: object,
  method: unknown,
  fields: unknown,
  expect: unknown,
  reply: unknown,
) => unknown;

/** Answers of the broker come from the connection's events, and so would callbacks that wait. */
function boundRpcOf(original: Rpc, { hooks }: Kit): Rpc {
  return function rpc(method, fields, expect, reply) {
    return Reflect.apply(original, this, [method, fields, expect, hooks.bind(reply)]);
  };
}

export const amqplib: LibraryAdapter = {
  name: 'amqplib',
  from: 0,
  way: 'patch',
  gives: 'messages sent, received and processed, one trace across services',
  modules: MODELS.map((file) => ({ file, patch })),
};

/** Both models show the same destinations. */
const known = new WeakMap<Kit, Destinations>();

function patch({ Channel, ConfirmChannel }: Model, kit: Kit): boolean {
  const destinations = known.get(kit) ?? new Destinations(kit, 'rabbitmq');
  known.set(kit, destinations);
  const prototype = Channel?.prototype;
  const confirming = ConfirmChannel?.prototype;
  const methods = prototype as Partial<Record<string, unknown>> | undefined;
  const isKnown = ['publish', 'consume', 'get', 'ack'].every(
    (name) => typeof methods?.[name] === 'function',
  );
  if (prototype === undefined || confirming === undefined || !isKnown) return false;
  const sending = new Sending(kit, destinations);
  return (
    wrapMethod(confirming, 'publish', (original) => sending.publishOf(original, true)) &&
    wrapMethod(prototype, 'publish', (original) => sending.publishOf(original, false)) &&
    wrapMethod(prototype, 'consume', (original) => consumeOf(original, kit, destinations)) &&
    wrapMethod(prototype, 'get', (original) => getOf(original, kit, destinations)) &&
    wrapMethod(prototype, '_rpc', (original) => boundRpcOf(original, kit)) &&
    watchSettling(prototype, kit)
  );
}
