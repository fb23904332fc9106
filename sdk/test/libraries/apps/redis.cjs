'use strict';
require('sightline/register');
const { logger } = require('sightline');
const { createClient } = require('redis');
const serve = require('./serve.cjs');

const port = Number(process.env.PORT_OF_SERVER);
const host = '127.0.0.1';
const client = createClient({ socket: { host, port }, database: 2 });
client.on('error', () => undefined);
const ready = client.connect();

const refused = async (options) => {
  const other = createClient(options);
  other.on('error', () => undefined);
  await other.connect();
};

serve({
  read: async () => {
    await ready;
    await client.set('user:bob', 'secret-42');
    return [await client.get('user:bob'), await client.get('user:nobody')];
  },
  reads: async () => {
    await client.hSet('cart:bob', 'apples', '3');
    return [
      await client.mGet(['user:bob', 'user:nobody', 'user:noone']),
      await client.hGet('cart:bob', 'apples'),
      await client.hmGet('cart:bob', ['apples', 'pears']),
      await client.exists(['user:bob', 'user:nobody']),
    ];
  },
  log: async () => {
    await client.get('user:bob');
    logger.info('after the reply');
  },
  multi: () => client.multi().set('a', '1').get('a').get('missing').exec(),
  pipeline: () => client.multi().get('user:bob').get('missing').execAsPipeline(),
  wrongType: () => client.lPush('user:bob', 'x'),
  unknown: () => client.sendCommand(['NO.SUCH-COMMAND', 'user:bob']),
  lua: () => client.eval('return redis.call("get", KEYS[1])', { keys: ['user:bob'] }),
  wait: () =>
    client
      .duplicate()
      .connect()
      .then(async (other) => {
        const answer = await other.blPop('nothing-comes', 0.3);
        await other.close();
        return { answer };
      }),
  refused: () => refused({ socket: { host, port: 1, reconnectStrategy: false } }),
  alive: async () => ({ answer: await client.ping() }),
});
