'use strict';
require('sightline/register');
const { setTimeout: sleep } = require('node:timers/promises');
const { logger } = require('sightline');
const { Queue } = require('bullmq');
const Redis = require('ioredis');
const serve = require('./serve.cjs');

const where = { host: '127.0.0.1', port: Number(process.env.PORT_OF_SERVER) };
const client = new Redis({ ...where, db: 3 });
client.on('error', () => undefined);
client.defineCommand('twice', { numberOfKeys: 1, lua: 'return redis.call("get", KEYS[1])' });

/** Nobody listens there. */
const nowhere = (options) => {
  const other = new Redis({ host: '127.0.0.1', port: 1, retryStrategy: () => 10, ...options });
  other.on('error', () => undefined);
  return other;
};

serve({
  read: async () => {
    await client.set('user:bob', 'secret-42');
    return [await client.get('user:bob'), await client.get('user:nobody')];
  },
  reads: async () => {
    await client.hset('cart:bob', 'apples', '3');
    return [
      await client.mget('user:bob', 'user:nobody', 'user:noone'),
      await client.hget('cart:bob', 'apples'),
      await client.hmget('cart:bob', 'apples', 'pears'),
      await client.exists('user:bob', 'user:nobody'),
    ];
  },
  callback: () =>
    new Promise((resolve) => {
      client.get('user:bob', (error, reply) => {
        logger.info('in the callback');
        resolve({ error, reply });
      });
    }),
  multi: () => client.multi().set('a', '1').get('a').get('missing').exec(),
  pipeline: () => client.pipeline().get('user:bob').get('missing').exec(),
  broken: () => client.pipeline().set('a', '1').lpush('a', 'x').exec(),
  aborted: () => client.multi().set('a', '1').call('no-such', 'x').exec(),
  wrongType: () => client.lpush('user:bob', 'x'),
  lua: async () => [await client.twice('user:bob'), await client.twice('user:bob')],
  wait: async () => {
    const other = client.duplicate();
    const answers = [
      await other.blpop('nothing-comes', 0.2),
      await other.xread('BLOCK', 100, 'STREAMS', 'user:stream', '$'),
      await other.xread('COUNT', 1, 'STREAMS', 'user:stream', '0'),
    ];
    await other.quit();
    return answers;
  },
  subscribe: async () => {
    const other = client.duplicate();
    const heard = new Promise((resolve) => {
      other.on('message', (channel, text) => resolve({ channel, text }));
    });
    await other.subscribe('user:news');
    await client.publish('user:news', 'secret-42');
    const message = await heard;
    other.disconnect();
    return message;
  },
  down: async () => {
    const other = nowhere({ maxRetriesPerRequest: 1 });
    try {
      return await other.get('user:bob');
    } finally {
      other.disconnect();
    }
  },
  unhandled: async () => {
    const rejected = new Promise((resolve) => {
      process.once('unhandledRejection', (error) => resolve({ rejected: error.message }));
    });
    void client.lpush('user:bob', 'x');
    return rejected;
  },
  queue: async () => {
    const queue = new Queue('mail', { connection: client, prefix: 'user' });
    queue.on('error', () => undefined);
    await queue.add('send', { to: 'secret-42' });
    return { waiting: await queue.getWaitingCount() };
  },
  cluster: async () => {
    const port = Number(process.env.CLUSTER_PORT);
    const node = new Redis({ host: '127.0.0.1', port });
    await node.cluster('ADDSLOTSRANGE', 0, 16383);
    // It takes a moment before it believes in itself.
    while (!(await node.cluster('INFO')).includes('cluster_state:ok')) await sleep(50);
    node.disconnect();
    const cluster = new Redis.Cluster([{ host: '127.0.0.1', port }]);
    cluster.on('error', () => undefined);
    await cluster.set('user:bob', 'secret-42');
    const answers = [await cluster.get('user:bob'), await cluster.pipeline().get('user:x').exec()];
    cluster.disconnect();
    return answers;
  },
  alive: async () => ({ answer: await client.ping() }),
});
