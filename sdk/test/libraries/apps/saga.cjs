'use strict';
require('sightline/register');
const { logger, Saga, step } = require('sightline');
const serve = require('./serve.cjs');

const placeOrder = new Saga('place-order');
const done = [];
let yesterday;
const overnight = new Saga('overnight', { oldestOpen: () => yesterday });

/** Three steps; the named one fails, and so does its neighbour's compensation when asked to. */
function place(failing, unforgiving) {
  return placeOrder.run(async (saga) => {
    for (const name of ['reserve', 'charge', 'ship']) {
      await saga.step(
        name,
        async () => {
          await Promise.resolve();
          if (name === failing) throw new TypeError(`${name} failed`);
          logger.info(`done ${name}`);
          return `id of ${name}`;
        },
        (result) => {
          if (name === unforgiving) throw new RangeError('cannot be taken back');
          done.push(`undo ${name} with ${result}`);
        },
      );
    }
    return { placed: true };
  });
}

serve({
  ok: () => place(),
  fails: async () => {
    done.length = 0;
    const error = await place('ship').catch((thrown) => thrown);
    return { error: `${error.name}: ${error.message}`, done };
  },
  stuck: async () => {
    done.length = 0;
    const error = await place('ship', 'charge').catch((thrown) => thrown);
    return { error: `${error.name}: ${error.message}`, done };
  },
  plain: () => ({ sync: step('add', () => 1 + 1) }),
  throws: () =>
    step('divide', () => {
      throw new EvalError('by nothing');
    }),
  unhandled: () =>
    new Promise((resolve) => {
      process.once('unhandledRejection', (error) => resolve({ told: error.message }));
      void step('forgotten', () => Promise.reject(new Error('nobody looks')));
    }),
  overnight: () => {
    yesterday = new Date(Date.now() - 86_400_000);
    overnight.started();
    return overnight.step('pack', () => ({ packed: true }));
  },
  open: () => placeOrder.run(() => new Promise((resolve) => setTimeout(resolve, 2000))),
});
