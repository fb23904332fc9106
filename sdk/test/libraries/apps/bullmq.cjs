'use strict';
require('sightline/register');
const { logger } = require('sightline');
const { FlowProducer, Queue, UnrecoverableError, Worker } = require('bullmq');
const serve = require('./serve.cjs');

const connection = { host: '127.0.0.1', port: Number(process.env.PORT_OF_SERVER) };
const orders = new Queue('orders', { connection });
const flows = new FlowProducer({ connection });
for (const one of [orders, flows]) one.on('error', () => undefined);
const seen = [];
let release;

if (process.env.ROLE === 'worker') {
  const later = new Queue('later', { connection });
  const handle = async (job) => {
    logger.info('in the handler');
    seen.push(job.data);
    if (job.name === 'fail') throw new RangeError('out of stock');
    if (job.name === 'poison') throw new UnrecoverableError('never');
    if (job.name === 'hold') {
      const released = new Promise((resolve) => (release = resolve));
      logger.info('holding');
      await released;
    }
    if (job.name === 'work') await later.add('follow-up', { secret: 'secret-data' });
    return { done: true };
  };
  for (const [name, more] of [
    ['orders', { concurrency: 5, runRetryDelay: 500 }],
    ['parts', {}],
  ]) {
    new Worker(name, handle, { connection, ...more }).on('error', () => undefined);
  }
  later.on('error', () => undefined);
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
  release: async () => release(),
  seen: async () => seen,
});
