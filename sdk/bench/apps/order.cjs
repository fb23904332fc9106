'use strict';
/**
 * Idle connections stay open between slices: Fastify's own value, given to all. With node's 5 s the
 * load generator would now and then write to a connection that is just being closed.
 */
exports.KEEP_ALIVE_TIMEOUT_MS = 72_000;

/** The small answer that every framework gives. */
exports.order = function order(id) {
  return {
    id,
    status: 'paid',
    total: 41.9,
    currency: 'EUR',
    lines: [{ sku: 'A-17', quantity: 2 }],
  };
};
