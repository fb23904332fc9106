'use strict';
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
