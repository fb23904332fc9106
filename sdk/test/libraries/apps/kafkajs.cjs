'use strict';
require('sightline/register');
const { logger } = require('sightline');
const { Kafka, Partitioners, logLevel } = require('kafkajs');
const serve = require('./serve.cjs');

const kafka = new Kafka({
  clientId: 'test',
  brokers: [process.env.BROKER],
  logLevel: logLevel.NOTHING,
  retry: { initialRetryTime: 100, retries: 3 },
});
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
const transactional = kafka.producer({
  createPartitioner: Partitioners.DefaultPartitioner,
  transactionalId: `tests-${process.env.ROLE ?? 'sender'}`,
  maxInFlightRequests: 1,
  idempotent: true,
});

async function setUp() {
  const admin = kafka.admin();
  await admin.connect();
  const topics = ['orders', 'answers', 'batches'];
  await admin.createTopics({
    waitForLeaders: true,
    topics: topics.map((topic) => ({ topic, numPartitions: 1 })),
  });
  await admin.disconnect();
}

const tried = new Set();
let release;

async function handle({ message }) {
  const what = message.value.toString();
  logger.info('in the handler');
  if (what === 'hold') {
    const released = new Promise((resolve) => (release = resolve));
    logger.info('holding');
    await released;
  }
  if (what === 'fail' && !tried.has(message.offset)) {
    tried.add(message.offset);
    // Errors of the language itself are not tried again.
    throw Object.assign(new Error('out of stock'), { name: 'OutOfStock' });
  }
  if (what === 'work') {
    await producer.send({ topic: 'answers', messages: [{ key: 'secret-key', value: 'done' }] });
  }
}

async function consume() {
  await setUp();
  const one = kafka.consumer({
    groupId: 'billing',
    sessionTimeout: 10_000,
    maxWaitTimeInMs: 200,
  });
  await one.connect();
  await one.subscribe({ topic: 'orders', fromBeginning: true });
  const joined = new Promise((resolve) => one.on(one.events.GROUP_JOIN, resolve));
  await one.run(Object.freeze({ eachMessage: handle }));
  const many = kafka.consumer({ groupId: 'archive', sessionTimeout: 10_000, maxWaitTimeInMs: 200 });
  await many.connect();
  await many.subscribe({ topic: 'batches', fromBeginning: true });
  const alsoJoined = new Promise((resolve) => many.on(many.events.GROUP_JOIN, resolve));
  await many.run({
    autoCommit: false,
    eachBatch: async ({ batch, resolveOffset }) => {
      for (const message of batch.messages) resolveOffset(message.offset);
      const offset = String(Number(batch.lastOffset()) + 1);
      await many.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset }]);
    },
  });
  await Promise.all([joined, alsoJoined]);
}

serve({
  start: async () => {
    await producer.connect();
    if (process.env.ROLE === 'consumer') await consume();
  },
  send: async (query) => {
    const message = Object.freeze({
      key: 'secret-key',
      value: query.get('what'),
      headers: Object.freeze({ kept: 'header' }),
    });
    const messages = Object.freeze([message]);
    await producer.send(Object.freeze({ topic: 'orders', messages }));
    return message.headers;
  },
  many: async () => {
    const messages = ['a', 'b', 'c'].map((value) => ({ value, key: 'secret-key' }));
    await producer.sendBatch({ topicMessages: [{ topic: 'batches', messages }] });
  },
  backlog: async () => {
    const messages = ['hold', 'plain', 'plain'].map((value) => ({ value }));
    await producer.send({ topic: 'orders', messages });
  },
  release: async () => release(),
  transaction: async () => {
    await transactional.connect();
    const transaction = await transactional.transaction();
    await transaction.send({ topic: 'orders', messages: [{ value: 'plain' }] });
    await transaction.commit();
    await transactional.disconnect();
  },
  refused: async () => producer.send({ topic: 'orders', messages: [{ key: 'no value' }] }),
});
