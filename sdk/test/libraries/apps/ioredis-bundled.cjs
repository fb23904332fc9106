'use strict';
require('sightline/register');
const Redis = require('ioredis');
const serve = require('./serve.cjs');

const client = new Redis({ host: '127.0.0.1', port: Number(process.env.PORT_OF_SERVER) });

serve({
  // What waits for the connection is told where the connection was asked for.
  connect: () => client.ping(),
  read: async () => {
    await client.set('user:bob', 'secret-42');
    return [await client.get('user:bob'), await client.get('user:nobody')];
  },
  wrongType: () => client.lpush('user:bob', 'x'),
});
