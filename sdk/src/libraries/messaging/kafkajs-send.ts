import { MESSAGING } from '../../contract/index.ts';
import type { Operation } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { destinationName, SEVERAL } from './destination-name.ts';
import type { Destinations } from './destination.ts';
import { copyOf, endFailed, runHandler } from './handler.ts';

export interface Work {
  readonly kit: Kit;
  readonly destinations: Destinations;
}

interface TopicMessages {
  readonly topic?: string;
  readonly messages?: readonly unknown[];
}

type Method = (this: object, ...args: unknown[]) => unknown;

export function sendOf(original: Method, work: Work): Method {
  return function send(record, ...rest) {
    if (!isTopic(record)) return Reflect.apply(original, this, [record, ...rest]);
    return observe(work, [record], (inject) =>
      Reflect.apply(original, this, [withContext(record, inject), ...rest]),
    );
  };
}

export function sendBatchOf(original: Method, work: Work): Method {
  return function sendBatch(batch, ...rest) {
    const { topicMessages } = (batch ?? {}) as { topicMessages?: unknown };
    if (!Array.isArray(topicMessages) || !topicMessages.every(isTopic)) {
      return Reflect.apply(original, this, [batch, ...rest]);
    }
    return observe(work, topicMessages, (inject) => {
      const copy = copyOf(batch);
      copy['topicMessages'] = topicMessages.map((one) => withContext(one, inject));
      return Reflect.apply(original, this, [copy, ...rest]);
    });
  };
}

function isTopic(value: unknown): value is TopicMessages {
  return Array.isArray((value as TopicMessages | undefined | null)?.messages);
}

type Inject = (headers: Record<string, unknown>) => void;

/** One sending, whatever it holds: named by the topic, counted for each. */
function observe(
  { kit, destinations }: Work,
  topics: readonly TopicMessages[],
  send: (inject: Inject) => unknown,
): unknown {
  const names = new Set(topics.map(({ topic }) => topic));
  const [first] = names;
  const name = names.size === 1 ? destinationName(first) : SEVERAL;
  const operation = kit.hooks.begin(destinations.of(name).send);
  if (operation === undefined) return send(() => undefined);
  const count = topics.reduce((sum, { messages }) => sum + (messages?.length ?? 0), 0);
  operation.attributes = { [MESSAGING.batchSize]: count > 1 ? count : undefined };
  return runHandler(
    kit,
    operation,
    () => send((headers) => injectInto(headers, operation, kit)),
    (failure, sent) => {
      const errorType = failure && endFailed(kit, operation, failure.error);
      for (const { topic, messages } of topics) {
        destinations.of(destinationName(topic)).sent(messages?.length ?? 0, errorType);
      }
      if (failure !== undefined) return;
      if (count === 1) tellPlace(operation, sent);
      kit.hooks.end(operation);
    },
  );
}

function injectInto(headers: Record<string, unknown>, operation: Operation, kit: Kit): void {
  // A message that is sent on with its headers would keep that of another span.
  delete headers['tracestate'];
  kit.hooks.inject(operation, (name, value) => {
    headers[name] = value;
  });
}

/** Copies: topics, messages and headers belong to the caller. */
function withContext(record: TopicMessages, inject: Inject): unknown {
  const copy = copyOf(record);
  copy['messages'] = record.messages?.map((message) => {
    if (typeof message !== 'object' || message === null) return message;
    const own = copyOf(message);
    const headers = copyOf(own['headers']);
    inject(headers);
    own['headers'] = headers;
    return own;
  });
  return copy;
}

function tellPlace(operation: Operation, sent: unknown): void {
  const [place] = Array.isArray(sent) ? (sent as unknown[]) : [];
  const { partition, baseOffset } = (place ?? {}) as { partition?: number; baseOffset?: string };
  operation.attributes = {
    [MESSAGING.partition]: partition === undefined ? undefined : String(partition),
    [MESSAGING.kafkaOffset]: baseOffset === undefined ? undefined : Number(baseOffset),
  };
}
