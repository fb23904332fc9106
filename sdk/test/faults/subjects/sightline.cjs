'use strict';
// First, as in a service. `init` and not `sightline/register`: its handle has the status.
const { logger, status } = require('sightline').init();
const { serve } = require('./app.cjs');

serve({
  line: (n, text) => logger.info({ n }, `work ${n} ${text}`),
  status: () => {
    const { logs, spans } = status();
    return { logs, spans };
  },
});
