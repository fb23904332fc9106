// Requests that no client of Node's own would make, and calls that end for hostile reasons.
import 'sightline/register';
import { EventEmitter } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { VALUES } from './values.mjs';

/** Of the objects those that somebody might take for a reason: fetch copies what it is given. */
const REASONS = VALUES.filter(({ kind, name }) => kind !== 'object' || /getter|proxy/.test(name));

const boom = () => {
  throw new Error('thrown by the response itself');
};
const uncaught = [];
process.on('uncaughtException', (error) => uncaught.push(String(error?.stack)));
process.on('unhandledRejection', (error) => uncaught.push(String(error?.stack)));

let handled = 0;
const listener = (req, res) => {
  handled += 1;
  // Answered by nobody: the client goes first.
  if (req.url === '/open') return;
  res.end?.();
  if (req.url === '/broken') {
    res.getHeader = boom;
    Object.defineProperty(res, 'statusCode', { get: boom });
  }
};
const server = http.createServer(listener);

/** What adapters and tests put in the place of a request and its response. */
function emitFakes() {
  const socket = new net.Socket();
  const request = new http.IncomingMessage(socket);
  const fakes = [
    [{}, {}],
    [{ url: '/', method: 'GET', headers: {} }, new EventEmitter()],
    [{ url: '/', method: 'GET', headers: {}, socket: { encrypted: true } }, { end() {} }],
    [Object.assign(request, { url: '/', method: 'GET' }), new http.ServerResponse(request)],
    [{ url: 5, method: Symbol('GET'), rawHeaders: [1, 2], socket }, {}],
    [{ url: '/', rawHeaders: 7, socket: null }, {}],
    [null, null],
    [undefined, undefined],
  ];
  const wanted = handled + fakes.length;
  for (const [req, res] of fakes) {
    try {
      server.emit('request', req, res);
    } catch {
      // Of nobody: the listener itself fails at the last two, as it would without the SDK.
    }
  }
  socket.destroy();
  return [handled, wanted];
}

const get = (port, path) =>
  new Promise((resolve) => {
    http
      .get({ port, path, agent: false }, (res) => res.resume())
      .on('close', resolve)
      .on('error', resolve);
  });

/** Node reads these of a reason itself, and fails when they throw. */
function isReadable(reason) {
  try {
    return [reason?.code, reason?.stack, reason?.message].length > 0;
  } catch {
    return false;
  }
}

function abortFetch(port, reason) {
  const controller = new AbortController();
  const fetched = fetch(`http://127.0.0.1:${port}/open`, { signal: controller.signal });
  // Once the request is under way.
  server.once('request', () => controller.abort(reason));
  return fetched.catch(() => undefined);
}

function destroyRequest(port, reason) {
  return new Promise((resolve) => {
    const request = http.get({ port, agent: false });
    request.on('error', () => undefined).on('close', resolve);
    request.destroy(reason);
  });
}

/** Ends calls with every hostile value as the reason. */
async function endCalls(port) {
  let calls = REASONS.length;
  for (const { make } of REASONS) {
    await abortFetch(port, make());
    const reason = make();
    if (isReadable(reason)) {
      await destroyRequest(port, reason);
      calls += 1;
    }
  }
  return calls;
}

async function run() {
  const { port } = server.address();
  process.send({ fixture: 'listening', port });
  const [emitted, wanted] = emitFakes();
  await get(port, '/broken');
  const calls = await endCalls(port);
  await get(port, '/good');
  process.send({ result: { uncaught, emitted, wanted, calls } });
}
server.listen(0, '127.0.0.1', () => void run());
