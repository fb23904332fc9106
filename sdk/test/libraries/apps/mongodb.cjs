'use strict';
require('sightline/register');
const { logger } = require('sightline');
const { MongoClient } = require('mongodb');
const serve = require('./serve.cjs');

const port = process.env.PORT_OF_SERVER;
const client = new MongoClient(`mongodb://127.0.0.1:${port}/?maxPoolSize=1`);
const orders = client.db('shop').collection('orders');

serve({
  insert: async () => {
    await orders.insertMany([{ _id: 'secret-1' }, { _id: 'secret-2' }, { _id: 'secret-3' }]);
    await orders.insertOne({ _id: 'secret-4', note: 'secret-42' });
  },
  find: async () => {
    const found = await orders.findOne({ _id: 'secret-4' });
    logger.info('after the reply');
    return found;
  },
  more: async () => (await orders.find({}, { batchSize: 2 }).toArray()).length,
  update: async () => {
    await orders.updateOne({ _id: 'secret-1' }, { $set: { note: 'secret-43' } });
    await orders.findOneAndUpdate({ _id: 'secret-1' }, { $set: { note: 'secret-44' } });
    await orders.estimatedDocumentCount();
    return orders.aggregate([{ $match: { note: 'secret-42' } }, { $count: 'n' }]).toArray();
  },
  command: async () => client.db('shop').command({ ping: 1, comment: 'secret-44' }),
  duplicate: () => orders.insertOne({ _id: 'secret-1' }),
  bulk: () => orders.insertMany([{ _id: 'secret-1' }, { _id: 'secret-9' }], { ordered: false }),
  bad: () => orders.findOne({ $bad: 'secret-45' }),
  unknown: () => client.db('shop').command({ noSuchCommand: 1 }),
  wait: async () => (await Promise.all([1, 2, 3].map(() => orders.findOne({})))).length,
  unhandled: async () => {
    const rejected = new Promise((resolve) => {
      process.once('unhandledRejection', (error) => resolve({ rejected: error.code }));
    });
    void orders.insertOne({ _id: 'secret-1' });
    return rejected;
  },
  down: async () => {
    const other = new MongoClient('mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50');
    try {
      await other.db('shop').collection('orders').findOne({});
    } finally {
      await other.close();
    }
  },
});
