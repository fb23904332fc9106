import Redis from 'ioredis';
import memjs from 'memjs';
import { MongoClient } from 'mongodb';
import { DatabaseSync } from 'node:sqlite';
import serve from './serve.cjs';

/** Nobody listens there. */
const nowhere = { host: '127.0.0.1', port: 1 };
const redis = new Redis({ ...nowhere, maxRetriesPerRequest: 0, retryStrategy: () => 10 });
redis.on('error', () => undefined);
const memcached = memjs.Client.create('127.0.0.1:1', {
  retries: 1,
  logger: { log: () => undefined },
});
const mongo = new MongoClient('mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50');
const sqlite = new DatabaseSync(':memory:');

serve({
  all: async () => {
    sqlite.exec('CREATE TABLE orders (id INTEGER)');
    const tries = [
      redis.get('user:bob'),
      memcached.get('user:bob'),
      mongo.db('shop').collection('orders').findOne({}),
    ];
    return (await Promise.allSettled(tries)).map(({ status }) => status);
  },
});
