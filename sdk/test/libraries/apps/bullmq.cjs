'use strict';
require('sightline/register');
const { logger } = require('sightline');
const { FlowProducer, Queue, UnrecoverableError, Worker } = require('bullmq');
const serve = require('./serve.cjs');

const connection = { host: '127.0.0.1', port: Number(process.env.PORT_OF_SERVER) };
const orders = new Queue('orders', { connection });
const flows = new FlowProducer({ connection });
const seen = [];

if (process.env.ROLE === 'worker') {
  const later = new Queue('later', { connection });
  const handle = async (job) => {
    logger.info('in the handler');
    seen.push(job.data);
    if (job.name === 'fail') throw new RangeError('out of stock');
    if (job.name === 'poison') throw new UnrecoverableError('never');
    if (job.name === 'work') await later.add('follow-up', { secret: 'secret-data' });
    return { done: true };
  };
  new Worker('orders', handle, { connection, concurrency: 5 });
  new Worker('parts', handle, { connection });
}

const data = Object.freeze({ secret: 'secret-data' });

serve({
  send: async (query) => {
    const options = Object.freeze({ attempts: 2, jobId: query.get('id') ?? undefined });
    const job = await orders.add(query.get('name'), data, options);
    return { id: job.id, options: Object.keys(options), data: job.data };
  },
  delayed: async () => void (await orders.add('plain', data, { delay: 1500 })),
  many: async () => {
    await orders.addBulk([
      { name: 'plain', data },
      { name: 'plain', data, opts: { attempts: 1 } },
    ]);
  },
  flow: async () => {
    const children = [{ name: 'plain', queueName: 'parts', data }];
    await flows.add(Object.freeze({ name: 'plain', queueName: 'orders', data, children }));
  },
  refused: async () => orders.add('plain', data, { jobId: '0' }),
  seen: async () => seen,
});
