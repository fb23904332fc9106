// A service that takes from its own process what everybody in it needs: time of the event loop, or
// file descriptors. `PRESSED_AT_START` = it uses up the descriptors as soon as it listens, for a
// while.
import 'sightline/register';
import { closeSync, openSync } from 'node:fs';
import http from 'node:http';
import { trace } from '@opentelemetry/api';
import { logger } from 'sightline';

const PAUSE = new Int32Array(new SharedArrayBuffer(4));
const held = [];
let leak;

/** Takes all descriptors, and whatever becomes free afterwards. */
function exhaust() {
  leak ??= setInterval(exhaust, 5);
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch (error) {
    return error.code;
  }
}

function free() {
  clearInterval(leak);
  for (const fd of held.splice(0)) closeSync(fd);
  return 'freed';
}

const ACTIONS = {
  '/ok': () => 'ok',
  '/block': (ms) => Atomics.wait(PAUSE, 0, 0, Number(ms)),
  '/exhaust': exhaust,
  '/free': free,
  '/log': (count) => {
    for (let line = 0; line < count; line += 1) logger.info({ line }, 'pressed');
  },
  '/span': () => trace.getTracer('app').startSpan('inner').end(),
};

const server = http.createServer((req, res) => {
  const { pathname, searchParams } = new URL(req.url, 'http://localhost');
  const action = ACTIONS[pathname] ?? (() => 'unknown');
  res.end(String(action(searchParams.get('n'))));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.send({ fixture: 'listening', port: server.address().port });
  if (!process.env.PRESSED_AT_START) return;
  exhaust();
  setTimeout(free, 1500);
});
