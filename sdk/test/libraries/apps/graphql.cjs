'use strict';
require('sightline/register');
const { setTimeout: sleep } = require('node:timers/promises');
const { buildSchema, execute, graphql, parse, subscribe } = require('graphql');
const { trace } = require('@opentelemetry/api');
const { logger } = require('sightline');
const serve = require('./serve.cjs');

const schema = buildSchema(`
  type Query { order(id: ID!): Order, broken: String, coded: String }
  type Mutation { pay(id: ID!): Order }
  type Subscription { orders: Order }
  type Order { id: ID, note: String }
`);

const rootValue = {
  order: async ({ id }) => {
    await sleep(2);
    logger.info('in the resolver');
    trace.getTracer('app').startSpan('load').end();
    return { id, note: 'note' };
  },
  pay: ({ id }) => ({ id }),
  broken: () => {
    throw new RangeError('thrown by the resolver');
  },
  coded: () => {
    throw Object.assign(new Error('no'), { extensions: { code: 'FORBIDDEN' } });
  },
  orders: async function* orders() {
    yield { orders: { id: 1 } };
  },
};

const ask = (source, operationName) => graphql({ schema, rootValue, source, operationName });

serve({
  query: () => ask('query FindOrder { order(id: "secret-42") { id note } }'),
  anonymous: () => ask('{ order(id: 1) { id } }'),
  mutation: () => ask('mutation Pay { pay(id: 1) { id } }'),
  sync: () => execute({ schema, rootValue, document: parse('mutation Pay { pay(id: 1) { id } }') }),
  broken: () => ask('query Broken { broken }'),
  coded: () => ask('query Coded { coded }'),
  mixed: () => ask('query A { broken } query B { order(id: 1) { id } }', 'B'),
  guessed: () => ask('query A { broken } query B { order(id: 1) { id } }', 'secret-name'),
  unparsed: () => ask('query {'),
  subscription: async () => {
    const document = parse('subscription Orders { orders { id } }');
    const events = [];
    for await (const event of await subscribe({ schema, rootValue, document })) events.push(event);
    return events;
  },
  many: async () => {
    for (let at = 0; at < 400; at += 1) await ask(`query Name${at} { order(id: 1) { id } }`);
  },
});
