import { MESSAGING } from '../../contract/index.ts';
import type { Carrier } from '../../instrument/index.ts';
import type { AttributeMap } from '../../record/index.ts';
import { Remembered } from '../remembered.ts';
import { destinationName } from './destination-name.ts';
import type { Destination, Destinations } from './destination.ts';

/** A channel of amqplib, of either of its two models. */
export interface Channel {
  readonly connection?: { readonly stream?: Socket };
  once(event: 'close', listener: () => void): unknown;
  [KNOWN]?: Remembered<Destination>;
}

interface Socket {
  /** The name that was looked up; Node keeps it nowhere else. */
  readonly _host?: string | null;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
}

/** A message as its consumer gets it. */
export interface Message {
  readonly content: { readonly length: number };
  readonly fields: {
    readonly deliveryTag: number;
    readonly redelivered?: boolean;
    readonly routingKey?: string;
  };
  readonly properties: {
    readonly headers?: Readonly<Record<string, unknown>>;
    readonly messageId?: unknown;
    readonly correlationId?: unknown;
    readonly timestamp?: unknown;
  };
}

export type Method = (this: Channel, ...args: unknown[]) => unknown;

const KNOWN = Symbol('sightline.destinations');
const KNOWN_MAX = 100;
const NO_HEADERS = {};

/** An exchange or a queue; a channel stays with one broker. */
export function destinationOf(
  destinations: Destinations,
  channel: Channel,
  name: unknown,
): Destination {
  channel[KNOWN] ??= new Remembered(KNOWN_MAX);
  return channel[KNOWN].get(String(name), (text) => {
    const { _host: host, remoteAddress, remotePort } = channel.connection?.stream ?? {};
    const where = { address: host ?? remoteAddress, port: remotePort };
    return destinations.of(destinationName(text), where);
  });
}

export function carrierOf({ properties }: Message): Carrier {
  return properties.headers ?? NO_HEADERS;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function messageAttributes(
  routingKey: unknown,
  content: unknown,
  properties: Message['properties'],
): AttributeMap {
  const { length } = (content ?? {}) as { length?: unknown };
  return {
    [MESSAGING.rabbitmqRoutingKey]: textOf(routingKey),
    [MESSAGING.bodySize]: typeof length === 'number' ? length : undefined,
    [MESSAGING.messageId]: textOf(properties.messageId),
    [MESSAGING.conversationId]: textOf(properties.correlationId),
  };
}

export function receivedAttributes({ fields, content, properties }: Message): AttributeMap {
  return {
    ...messageAttributes(fields.routingKey, content, properties),
    [MESSAGING.attempt]: triesBefore(fields, properties.headers ?? NO_HEADERS),
  };
}

/** Quorum queues count the tries; a message that died somewhere tells how often it did. */
function triesBefore(
  { redelivered }: Message['fields'],
  headers: Readonly<Record<string, unknown>>,
): number | undefined {
  const tries = headers['x-delivery-count'];
  if (typeof tries === 'number') return tries;
  const deaths = headers['x-death'] as readonly { count?: unknown }[] | undefined;
  const count = Array.isArray(deaths) ? deaths[0]?.count : undefined;
  if (typeof count === 'number') return count;
  return redelivered === true ? 1 : undefined;
}

/** More than this is no number of seconds since 1970, as the protocol has it. */
const SECONDS_MAX = 1e11;

/** Undefined unless the sender gave the message a time: the broker does not. */
export function sentAtMs({ properties: { timestamp } }: Message): number | undefined {
  if (typeof timestamp !== 'number' || timestamp <= 0) return undefined;
  return timestamp > SECONDS_MAX ? timestamp : timestamp * 1000;
}
