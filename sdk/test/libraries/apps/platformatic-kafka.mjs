import 'sightline/register';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Admin,
  Consumer,
  Producer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka';
import { logger } from 'sightline';
import serve from './serve.cjs';

const where = { clientId: 'test', bootstrapBrokers: [process.env.BROKER] };
const producer = new Producer({ ...where, serializers: stringSerializers });
const bytes = new Producer({ ...where, idempotent: true });
const wrapping = new Producer({
  ...where,
  serializers: { ...stringSerializers, headerValue: (value) => Buffer.from(`<${value}>`) },
});
const seen = [];

async function handle(message) {
  logger.info('in the handler');
  seen.push([...message.headers.keys()].filter((key) => key !== 'traceparent'));
  await sleep(20);
  await producer.send({ messages: [{ topic: 'answers', key: 'secret-key', value: 'done' }] });
  if (message.value === 'commit') await message.commit();
}

async function consume() {
  const admin = new Admin(where);
  await admin.createTopics({ topics: ['orders', 'answers', 'looped'], partitions: 1, replicas: 1 });
  await admin.close();
  const open = async (groupId, topic) => {
    const consumer = new Consumer({ ...where, groupId, deserializers: stringDeserializers });
    const stream = await consumer.consume({
      topics: [topic],
      mode: 'earliest',
      maxWaitTime: 200,
      autocommit: false,
    });
    stream.on('error', () => undefined);
    return { consumer, stream };
  };
  const billing = await open('billing', 'orders');
  // oxlint-disable-next-line typescript/no-misused-promises -- what applications write, too
  billing.stream.on('data', handle);
  lagOf = () => billing.consumer.getLag({ topics: ['orders'] });
  const looping = await open('looping', 'looped');
  void (async () => {
    for await (const message of looping.stream) {
      seen.push([...message.headers.keys()].filter((key) => key !== 'traceparent'));
      await sleep(50);
    }
  })();
}

let lagOf;

serve({
  start: async () => (process.env.ROLE === 'consumer' ? consume() : undefined),
  send: async (query) => {
    const headers = Object.freeze({ kept: 'header' });
    const message = Object.freeze({
      topic: query.get('topic'),
      key: 'secret-key',
      value: query.get('what'),
      headers,
    });
    const options = { messages: Object.freeze([message]) };
    await producer.send(options);
    return { headers, isSame: options.messages[0] === message };
  },
  bytes: async () => {
    const messages = [{ topic: 'looped', value: Buffer.from('bytes') }];
    await bytes.send({ messages });
    return { headers: messages[0].headers };
  },
  wrapping: async () => {
    await wrapping.send({
      messages: [{ topic: 'looped', value: 'x', headers: { kept: 'header' } }],
    });
  },
  refused: async () =>
    producer.send({ messages: [{ topic: 'not a topic', value: 'x' }], autocreateTopics: false }),
  lag: async () => [...(await lagOf()).get('orders')].map(Number),
  seen: async () => seen,
});
