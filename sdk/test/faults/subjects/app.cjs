'use strict';
// The service that every subject is, whatever observes it. Work comes over HTTP; the harness asks
// its questions over IPC, so that measuring is no work.
const http = require('node:http');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const RESOLUTION_MS = 5;
const EXIT_CODE = 3;

/**
 * `line(n, text)` writes the numbered line; `status()` is what the subject says of itself.
 */
exports.serve = function serve({ line = () => {}, status = () => undefined }) {
  const routes = {
    // GET /numbers/17?count=5&bytes=100: lines 17 to 21, each with 100 bytes of text.
    numbers: (from, query) => {
      const count = Number(query.get('count') ?? 1);
      const text = 'x'.repeat(Number(query.get('bytes') ?? 0));
      for (let n = Number(from); n < Number(from) + count; n += 1) line(n, text);
    },
    exit: () => process.exit(EXIT_CODE),
    throw: () => {
      throw new TypeError('nobody catches this');
    },
    hoard: () => hoard([]),
    block: (ms) => {
      const until = Date.now() + Number(ms);
      while (Date.now() < until);
    },
  };
  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://service');
    const [, route, argument] = pathname.split('/');
    routes[route](argument, searchParams);
    response.end();
  });
  // A connection that ends while it is idle must not look like a service that ended.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1', () => {
    process.send({ type: 'listening', port: server.address().port });
  });
  answerQuestions(status);
};

/** Takes memory until there is none left, without holding up the event loop. */
function hoard(kept) {
  for (let index = 0; index < 50_000; index += 1) kept.push({ index });
  setImmediate(hoard, kept);
}

function answerQuestions(status) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const answers = {
    // The p99 since the last question, above what the timer of the measurement takes itself.
    delay: () => {
      const loopP99Ms = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS);
      delay.reset();
      return { loopP99Ms };
    },
    status: () => ({ status: status() }),
  };
  process.on('message', ({ type, id }) => {
    process.send({ ...answers[type](), type: 'answer', id });
  });
  // The harness is gone: nobody else would end this process.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}
