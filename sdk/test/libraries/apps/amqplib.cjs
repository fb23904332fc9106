'use strict';
require('sightline/register');
const { setTimeout: sleep } = require('node:timers/promises');
const { propagation } = require('@opentelemetry/api');
const { logger } = require('sightline');
const amqp = require('amqplib');
const callbacks = require('amqplib/callback_api');
const serve = require('./serve.cjs');

const url = process.env.BROKER;
process.on('unhandledRejection', (error) => logger.warn(`unhandled: ${error.message}`));
const quiet = (emitter) => emitter.on('error', () => undefined);
const body = (what) => Buffer.from(JSON.stringify({ what, secret: 'secret-body' }));

/** What the consumer does with a message, by what it says. */
const HANDLERS = {
  ack: async (channel, message) => {
    await sleep(5);
    const tier = propagation.getActiveBaggage()?.getEntry('tier')?.value;
    logger.info({ tier }, 'in the handler');
    channel.sendToQueue('answers', body('answer'), {
      correlationId: message.properties.correlationId,
    });
    channel.ack(message);
  },
  poison: async (channel, message) => channel.reject(message, false),
  again: async (channel, message) => {
    if (message.fields.redelivered) channel.ack(message);
    else channel.nack(message);
  },
  hold: async () => process.send?.({ held: true }),
};

const work = (channel) => (message) => {
  const { what } = JSON.parse(message.content);
  return HANDLERS[what](channel, message);
};

async function consume() {
  const channel = quiet(await quiet(await amqp.connect(url)).createChannel());
  await channel.assertExchange('graveyard', 'fanout');
  await channel.assertQueue('dead');
  await channel.bindQueue('dead', 'graveyard', '');
  await channel.assertQueue('answers');
  await channel.assertQueue('stack');
  await channel.assertQueue('orders', { deadLetterExchange: 'graveyard' });
  await channel.assertExchange('news', 'topic');
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, 'news', '#');
  await channel.prefetch(10);
  await channel.consume('orders', work(channel));
  await channel.consume('dead', (message) => channel.ack(message));
  await channel.consume(queue, () => sleep(20), { noAck: true });
  await channel.assertQueue('careless');
  const careless = async () => {
    await sleep(1);
    throw new RangeError('not caught');
  };
  await channel.consume('careless', careless, { noAck: true });
  await channel.assertQueue('many');
  const seen = [];
  await channel.consume('many', (message) => {
    if (seen.push(message) === 3) channel.ack(message, true);
  });
}

/** The same by the API with callbacks. */
function consumeWithCallbacks() {
  return new Promise((resolve) => {
    callbacks.connect(url, (_error, connection) => {
      quiet(connection).createChannel((_failed, channel) => {
        quiet(channel).assertQueue('by-callback', {}, () => {
          const handler = (message) => {
            channel.checkQueue('by-callback', () => {
              logger.info('in the callback handler');
              channel.ack(message);
            });
          };
          channel.consume('by-callback', handler, {}, resolve);
        });
      });
    });
  });
}

let plain;
let confirming;
let byCallback;

async function open() {
  const connection = quiet(await amqp.connect(url));
  plain = quiet(await connection.createChannel());
  confirming = quiet(await connection.createConfirmChannel());
  byCallback = await new Promise((resolve) => {
    callbacks.connect(url, (_error, opened) => {
      quiet(opened).createConfirmChannel((_failed, channel) => resolve(quiet(channel)));
    });
  });
}

const steps = {
  send: async (query) => {
    const options = Object.freeze({
      correlationId: 'talk-1',
      messageId: 'message-1',
      timestamp: Math.floor(Date.now() / 1000) - 30,
      headers: Object.freeze({ kept: 'header' }),
    });
    plain.sendToQueue('orders', body(query.get('what')), options);
    return { headers: options.headers };
  },
  forwarded: async () => {
    const headers = { traceparent: 'not one', tracestate: 'old=1', baggage: 'kept=1' };
    plain.sendToQueue('orders', body('ack'), { headers });
  },
  reject: async () => plain.sendToQueue('careless', body('careless')),
  news: async () => plain.publish('news', 'order.created', body('news')),
  many: async () => {
    for (let at = 0; at < 3; at += 1) plain.sendToQueue('many', body('many'));
  },
  confirm: async () => {
    confirming.sendToQueue('stack', body('confirmed'));
    await confirming.waitForConfirms();
  },
  confirmed: (query) =>
    new Promise((resolve, reject) => {
      byCallback.sendToQueue(query.get('queue'), body('confirmed'), undefined, (error) => {
        logger.info('confirmed');
        if (error) reject(new Error(error.message));
        else resolve({});
      });
      logger.info('asked');
    }),
  get: async () => {
    const message = await plain.get('stack');
    plain.nack(message, false, false);
    return { headers: Object.keys(message.properties.headers) };
  },
  'get-by-callback': () =>
    new Promise((resolve) => {
      byCallback.get('stack', { noAck: true }, (_error, message) => {
        logger.info('got');
        resolve({ found: message !== false });
      });
    }),
  closed: async () => {
    const other = await quiet(await amqp.connect(url)).createChannel();
    await other.close();
    other.publish('news', 'late', body('late'));
  },
};

const ready = process.env.ROLE === 'consumer' ? [consume(), consumeWithCallbacks()] : [open()];
Promise.all(ready).then(
  () => serve(steps),
  (error) => {
    throw error;
  },
);
