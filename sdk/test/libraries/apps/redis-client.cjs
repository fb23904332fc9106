'use strict';
require('sightline/register');
const { createClientPool } = require('@redis/client');
const serve = require('./serve.cjs');

const where = { socket: { host: '127.0.0.1', port: Number(process.env.PORT_OF_SERVER) } };
const pool = createClientPool(where, { minimum: 1, maximum: 1, acquireTimeout: 100 });
pool.on('error', () => undefined);
const ready = pool.connect();
let release = () => undefined;

serve({
  read: async () => {
    await ready;
    await pool.set('user:bob', 'secret-42');
    return pool.get('user:bob');
  },
  hold: () => {
    const held = new Promise((resolve) => {
      release = resolve;
    });
    void pool.execute(() => held);
    return {};
  },
  wait: async () => {
    setTimeout(() => release(), 60);
    return pool.get('user:bob');
  },
  late: async () => {
    try {
      return await pool.get('user:bob');
    } finally {
      release();
    }
  },
  thrown: () =>
    pool.execute(() => {
      throw new Error('of the task');
    }),
});
