'use strict';
require('sightline/register');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const { propagation } = require('@opentelemetry/api');
const { logger } = require('sightline');

const definition = loader.loadSync(join(__dirname, 'orders.proto'));
const { shop } = grpc.loadPackageDefinition(definition);

const unary = {
  ok: (call, callback) => callback(null, { id: call.request.id, amount: 5 }),
  later: (call, callback) => void sleep(20).then(() => unary.ok(call, callback)),
  throw: () => {
    throw new TypeError('thrown by the handler');
  },
  error: (_call, callback) => callback(new RangeError('answered by the handler')),
  hang: (call) => call.on('cancelled', () => logger.info('cancelled')),
  baggage: (_call, callback) => {
    const entries = propagation.getActiveBaggage()?.getAllEntries() ?? [];
    callback(null, { seen: Object.fromEntries(entries.map(([key, { value }]) => [key, value])) });
  },
  metadata: (call, callback) => callback(null, { seen: call.metadata.getMap() }),
};

const orders = {
  Get(call, callback) {
    logger.info('in the handler');
    const [how, code] = call.request.id.split(' ');
    if (code === undefined) return unary[how](call, callback);
    return callback({ code: grpc.status[code], details: 'as asked' });
  },
  Sum(call, callback) {
    let amount = 0;
    call.on('data', (order) => {
      amount += order.amount;
      logger.info('one more');
    });
    call.on('end', () => callback(null, { amount }));
  },
  async List(call) {
    logger.info('in the handler');
    if (call.request.id === 'error') {
      call.write({ amount: 1 });
      call.emit('error', Object.assign(new TypeError('half way'), { code: grpc.status.INTERNAL }));
      return;
    }
    for (let amount = 0; amount < call.request.amount && !call.cancelled; amount += 1) {
      call.write({ amount });
      await sleep(1);
    }
    if (call.request.id !== 'endless') call.end();
  },
  Chat(call) {
    call.on('data', (order) => {
      logger.info('heard');
      call.write(order);
    });
    call.on('end', () => call.end());
  },
};

const health = {
  Check: {
    path: '/grpc.health.v1.Health/Check',
    requestStream: false,
    responseStream: false,
    requestDeserialize: (bytes) => bytes,
    responseSerialize: () => Buffer.alloc(0),
  },
};

let intercepted = 0;
const interceptor = (_method, call) => {
  intercepted += 1;
  return new grpc.ServerInterceptingCall(call, {
    start: (next) => next(),
    sendMetadata: (metadata, next) => {
      metadata.set('intercepted', String(intercepted));
      next(metadata);
    },
  });
};

const server = new grpc.Server({ interceptors: [interceptor] });
server.addService(shop.v1.Orders.service, orders);
server.addService(health, { Check: (_call, callback) => callback(null, {}) });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.send({ fixture: 'listening', port });
});
