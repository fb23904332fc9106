import { MESSAGING } from '../../contract/index.ts';
import type { Operation } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { destinationName, SEVERAL } from './destination-name.ts';
import type { Destinations } from './destination.ts';
import { copyOf, endFailed } from './handler.ts';
import { copyOfHeaders, formsOf } from './platformatic-headers.ts';

interface Message {
  readonly topic: string;
  readonly headers?: unknown;
}

/** What the library tells of one call, the same object from its start to its end. */
interface Call<Options> {
  readonly client: object & { readonly groupId?: string; readonly producerId?: unknown };
  readonly options: Options;
  readonly error?: unknown;
}

interface SendOptions {
  messages: readonly Message[];
  readonly idempotent?: boolean;
}

interface Sent {
  readonly operation: Operation;
  readonly messages: readonly Message[];
}

/**
 * Sending, by the channels of the library. It reads the messages from its options after it has told
 * of the call: there, copies with the trace stand in for them until it has read them.
 */
export class Sending {
  readonly #kit: Kit;
  readonly #destinations: Destinations;
  readonly #open = new WeakMap<object, Sent>();

  constructor(kit: Kit, destinations: Destinations) {
    this.#kit = kit;
    this.#destinations = destinations;
  }

  start(call: Call<SendOptions>): void {
    const { client, options } = call;
    const { messages } = options;
    const topics = new Set(messages.map(({ topic }) => topic));
    const [first] = topics;
    const name = topics.size === 1 ? destinationName(first) : SEVERAL;
    const operation = this.#kit.hooks.begin(this.#destinations.of(name).send);
    if (operation === undefined) return;
    const { length } = messages;
    operation.attributes = { [MESSAGING.batchSize]: length > 1 ? length : undefined };
    this.#open.set(call, { operation, messages });
    const forms = formsOf(client);
    if (forms === undefined) return;
    const context: [name: unknown, value: unknown][] = [];
    this.#kit.hooks.inject(operation, (header, value) => {
      context.push([forms.key(header), forms.value(value)]);
    });
    options.messages = messages.map((message) => {
      const copy = copyOf(message);
      const headers = copyOfHeaders(message.headers);
      for (const [header, value] of context) headers.set(header, value);
      copy['headers'] = headers;
      return copy as never;
    });
  }

  /** The messages are read, unless the producer has to get its number from the broker first. */
  handedOver(call: Call<SendOptions>): void {
    const { client, options } = call;
    if (options.idempotent !== true || client.producerId !== undefined) this.#giveBack(call);
  }

  #giveBack(call: Call<SendOptions>): void {
    const sent = this.#open.get(call);
    if (sent !== undefined) call.options.messages = sent.messages;
  }

  end(call: Call<SendOptions>): void {
    const sent = this.#open.get(call);
    if (sent === undefined) return;
    this.#giveBack(call);
    this.#open.delete(call);
    const { operation, messages } = sent;
    const errorType = call.error === undefined ? undefined : this.#failed(operation, call.error);
    for (const { topic } of messages) {
      this.#destinations.of(destinationName(topic)).sent(1, errorType);
    }
    this.#kit.hooks.end(operation);
  }

  #failed(operation: Operation, error: unknown): string {
    return endFailed(this.#kit, operation, error);
  }
}

interface CommitOptions {
  readonly offsets?: readonly { readonly topic?: string }[];
}

/** Telling the broker how far a consumer is. */
export class Commits {
  readonly #kit: Kit;
  readonly #destinations: Destinations;
  readonly #open = new WeakMap<object, Operation>();

  constructor(kit: Kit, destinations: Destinations) {
    this.#kit = kit;
    this.#destinations = destinations;
  }

  start(call: Call<CommitOptions>): void {
    const topic = call.options.offsets?.[0]?.topic;
    const where = { group: call.client.groupId };
    const destination = this.#destinations.of(destinationName(topic), where);
    const operation = this.#kit.hooks.begin(destination.settle('commit'));
    if (operation !== undefined) this.#open.set(call, operation);
  }

  end(call: Call<CommitOptions>): void {
    const operation = this.#open.get(call);
    if (operation === undefined) return;
    this.#open.delete(call);
    if (call.error === undefined) this.#kit.hooks.end(operation);
    else endFailed(this.#kit, operation, call.error);
  }
}
