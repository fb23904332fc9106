'use strict';
// Observed by `--require @opentelemetry/auto-instrumentations-node/register` alone.
require('./app.cjs').serve({});
