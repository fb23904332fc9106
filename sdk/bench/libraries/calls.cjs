'use strict';
// Calls of one library, as many as it is told, and the CPU time that they took. Observed by what
// was preloaded; runs on the packages of the repository.
const { context, ROOT_CONTEXT, trace, TraceFlags } = require('@opentelemetry/api');

/** Calls under way at once. */
const AT_ONCE = 8;
/** Until what is left of the calls has been exported. */
const EXPORTED_AFTER_MS = 1300;
const port = Number(process.env.BENCH_SERVER_PORT);

const LIBRARIES = {
  async pg() {
    const { Pool } = require('pg');
    const pool = new Pool({
      host: '127.0.0.1',
      port,
      user: 'shop',
      database: 'postgres',
      max: AT_ONCE,
    });
    await pool.query('CREATE TABLE IF NOT EXISTS bench (id int PRIMARY KEY, note text)');
    await pool.query("INSERT INTO bench VALUES (1, 'x') ON CONFLICT DO NOTHING");
    return () => pool.query('SELECT note FROM bench WHERE id = $1', [1]);
  },
  async redis() {
    const { createClient } = require('redis');
    const client = createClient({ url: `redis://127.0.0.1:${port}` });
    await client.connect();
    await client.set('bench', 'x');
    return () => client.get('bench');
  },
  async ioredis() {
    const { Redis } = require('ioredis');
    const client = new Redis({ host: '127.0.0.1', port });
    await client.set('bench', 'x');
    return () => client.get('bench');
  },
  async '@grpc/grpc-js'() {
    const grpc = require('@grpc/grpc-js');
    const { loadSync } = require('@grpc/proto-loader');
    const { shop } = grpc.loadPackageDefinition(loadSync(process.env.BENCH_PROTO));
    const server = new grpc.Server();
    server.addService(shop.Inventory.service, {
      Find: (call, answer) => answer(null, { sku: call.request.sku, name: 'x' }),
    });
    const bound = await new Promise((resolve, reject) => {
      const insecure = grpc.ServerCredentials.createInsecure();
      server.bindAsync('127.0.0.1:0', insecure, (error, at) =>
        error ? reject(error) : resolve(at),
      );
    });
    const client = new shop.Inventory(`127.0.0.1:${bound}`, grpc.credentials.createInsecure());
    return () =>
      new Promise((resolve, reject) => {
        client.Find({ sku: 'cup' }, (error, item) => {
          if (error) reject(new Error(error.message));
          else resolve(item);
        });
      });
  },
};

// Below a span, as calls of a service are.
const parent = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
});

async function run(call, count) {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await context.with(parent, () => Promise.all(Array.from({ length: AT_ONCE }, worker)));
}

async function main() {
  const call = await LIBRARIES[process.argv[2]]();
  process.on('message', ({ id, count }) => {
    const before = process.cpuUsage();
    void run(call, count).then(() => {
      setTimeout(() => {
        const { user, system } = process.cpuUsage(before);
        process.send({ type: 'answer', id, cpuUs: (user + system) / count });
      }, EXPORTED_AFTER_MS);
    });
  });
  process.send({ type: 'ready' });
}

void main();
