'use strict';
require('sightline/register');
const { once } = require('node:events');
const { join } = require('node:path');
const { promisify } = require('node:util');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const { context, propagation } = require('@opentelemetry/api');
const { logger } = require('sightline');
const serve = require('./serve.cjs');

const definition = loader.loadSync(join(__dirname, 'orders.proto'));
const { shop } = grpc.loadPackageDefinition(definition);
const target = `127.0.0.1:${process.env.PORT_OF_SERVER}`;
const client = new shop.v1.Orders(target, grpc.credentials.createInsecure());
const get = promisify(client.get.bind(client));
const orders = [{ amount: 1 }, { amount: 2 }, { amount: 4 }];

async function collect(stream) {
  const seen = [];
  stream.on('data', ({ amount }) => {
    logger.info('data');
    seen.push(amount);
  });
  await once(stream, 'end');
  return seen;
}

/** Code of the status that a stream ended with. */
async function statusOf(stream) {
  stream.on('error', () => {}).on('data', () => {});
  const { code } = await new Promise((resolve) => stream.on('status', resolve));
  return { code };
}

const addsHeader = (options, next) =>
  new grpc.InterceptingCall(next(options), {
    start: (metadata, listener, forward) => {
      metadata.set('from-interceptor', 'yes');
      forward(metadata, listener);
    },
  });

const unknown = new grpc.Client(target, grpc.credentials.createInsecure());
const nobody = new shop.v1.Orders('127.0.0.1:1', grpc.credentials.createInsecure());

/** Has no connection before two requests ask for it at once. */
const unconnected = new shop.v1.Orders(target, grpc.credentials.createInsecure(), {
  'grpc.use_local_subchannel_pool': 1,
});

serve({
  together: () =>
    new Promise((resolve) => {
      const call = unconnected.sum((_error, order) => {
        logger.info('answered together');
        resolve(order);
      });
      call.write(orders[0], () => logger.info('written together'));
      call.write(orders[1], () => call.end());
    }),
  get: (query) => get({ id: query.get('id') }),
  callback: () =>
    new Promise((resolve) => {
      client.get({ id: 'later' }, (_error, order) => {
        logger.info('in the callback');
        resolve(order);
      });
    }),
  baggage: () => {
    const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
    return context.with(propagation.setBaggage(context.active(), baggage), () =>
      get({ id: 'baggage' }),
    );
  },
  metadata: async () => {
    const metadata = new grpc.Metadata();
    metadata.set('own', 'kept');
    const interceptors = [addsHeader];
    const call = promisify((order, callback) =>
      client.get(order, metadata, { interceptors }, callback),
    );
    const { seen } = await call({ id: 'metadata' });
    return { seen, left: Object.keys(metadata.getMap()) };
  },
  sum: () =>
    new Promise((resolve) => {
      const call = client.sum((_error, order) => resolve(order));
      for (const order of orders) call.write(order, () => logger.info('written'));
      call.end();
    }),
  list: () => collect(client.list({ amount: 3 })),
  chat: () => {
    const call = client.chat();
    for (const order of orders) call.write(order);
    call.end();
    return collect(call);
  },
  deadline: () => get({ id: 'hang' }, { deadline: Date.now() + 100 }),
  cancel: async () => {
    const call = client.list({ id: 'endless', amount: 3 });
    call.once('data', () => call.cancel());
    return statusOf(call);
  },
  broken: () => statusOf(client.list({ id: 'error' })),
  unknown: (query) =>
    promisify((callback) =>
      unknown.makeUnaryRequest(query.get('path'), Buffer.from, Buffer.from, [], callback),
    )(),
  check: () =>
    promisify((callback) =>
      unknown.makeUnaryRequest(
        '/grpc.health.v1.Health/Check',
        Buffer.from,
        Buffer.from,
        [],
        callback,
      ),
    )().then(() => ({ healthy: true })),
  nobody: () => promisify(nobody.get.bind(nobody))({ id: 'ok' }),
  leave: () => {
    const call = client.chat();
    call.on('error', () => {});
    call.write({ amount: 1 });
    call.once('data', () => process.kill(process.pid, 'SIGKILL'));
  },
});
