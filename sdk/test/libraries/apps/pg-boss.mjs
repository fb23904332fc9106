import { logger } from 'sightline';
import { PgBoss } from 'pg-boss';
import serve from './serve.cjs';

const boss = new PgBoss({
  host: '127.0.0.1',
  port: Number(process.env.PORT_OF_SERVER),
  user: 'shop',
  database: 'postgres',
});
boss.on('error', () => undefined);
await boss.start();
await boss.createQueue('orders', { retryLimit: 1, retryDelay: 0 });
await boss.createQueue('batches');
await boss.createQueue('later');
await boss.createQueue('fetched');

const seen = [];

if (process.env.ROLE === 'worker') {
  const often = { pollingIntervalSeconds: 0.5 };
  await boss.work('orders', often, async ([job]) => {
    logger.info('in the handler');
    seen.push(job);
    if (job.data.what === 'fail') throw new RangeError('out of stock');
    await boss.send('later', { secret: 'secret-data' }, { startAfter: 3600 });
    return { done: true };
  });
  await boss.work('batches', { ...often, batchSize: 5 }, async (jobs) => void seen.push(...jobs));
}

serve({
  send: async (query) => {
    const data = Object.freeze({ what: query.get('what'), secret: 'secret-data' });
    await boss.send('orders', data);
    return data;
  },
  many: async () => boss.insert('batches', [{ data: {} }, { data: {} }, { data: {} }]),
  fetch: async () => {
    await boss.send('fetched', { secret: 'secret-data' });
    const jobs = await boss.fetch('fetched');
    await boss.complete('fetched', jobs[0].id);
    return jobs.map(({ data }) => data);
  },
  unknown: async () => boss.send('no-such-queue', {}),
  seen: async () => seen.map((job) => Object.keys(job)),
});
