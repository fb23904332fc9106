'use strict';
// The measured process: one small service, in plain CommonJS so that no type stripping is measured.
// Packages come from the working directory, where the benchmark installed its peers.
// Usage: node server.cjs <fastify|express|http>, with BENCH_* variables and an IPC channel.
const { join } = require('node:path');
const { answerParent } = require('./parent.cjs');

const framework = process.argv[2];
const options = {
  port: Number(process.env.BENCH_PORT),
  /** Routes `/r<i>/:id` beside the measured one, for the scrape measurement. */
  extraRoutes: Number(process.env.BENCH_EXTRA_ROUTES ?? 0),
};
const { listen } = require(join(__dirname, `${framework}.cjs`));

answerParent();
listen(options, () => process.send?.({ type: 'listening' }));
