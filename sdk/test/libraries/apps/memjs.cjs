'use strict';
require('sightline/register');
const { logger } = require('sightline');
const { Client } = require('memjs');
const serve = require('./serve.cjs');

const quiet = { logger: { log: () => undefined } };
const client = Client.create(`127.0.0.1:${process.env.PORT_OF_SERVER}`, quiet);
const nowhere = Client.create('127.0.0.1:1', { ...quiet, retries: 2, retry_delay: 0.01 });

serve({
  read: async () => {
    await client.set('user:bob', 'secret-42', { expires: 60 });
    const found = await client.get('user:bob');
    const missing = await client.get('user:nobody');
    return [String(found.value), missing.value];
  },
  write: async () => [
    await client.add('user:bob', 'x'),
    await client.delete('user:nobody'),
    await client.touch('user:bob', 10),
    (await client.increment('visits', 1, { initial: 5 })).value,
  ],
  callback: () =>
    new Promise((resolve) => {
      client.get('user:bob', (error, value) => {
        logger.info('in the callback');
        resolve({ error, value: String(value) });
      });
    }),
  large: () => client.set('user:large', Buffer.alloc(2_000_000), {}),
  down: () => nowhere.get('user:bob'),
});
