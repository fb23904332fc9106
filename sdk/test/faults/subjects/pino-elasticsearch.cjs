'use strict';
// pino with pino-elasticsearch as its transport, as its README shows it. `FAULTS_ERROR_LISTENER`
// adds the listener without which an error of the transport ends the process.
const pino = require('pino');
const { serve } = require('./app.cjs');

const transport = pino.transport({
  target: 'pino-elasticsearch',
  options: {
    node: process.env.FAULTS_ELASTICSEARCH_URL,
    index: process.env.FAULTS_INDEX,
    opType: 'create',
    // 30 seconds by default, which no run here is long enough for.
    flushInterval: 1000,
  },
});
if (process.env.FAULTS_ERROR_LISTENER === 'true') transport.on('error', () => {});
const logger = pino(transport);

serve({ line: (n, text) => logger.info({ n }, `work ${n} ${text}`) });
