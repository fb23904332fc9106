// Hands every hostile value to the logger on every way, between two good lines each; then to a
// server in the same process. Says what was thrown, and when told ends by itself with exit code 3.
import 'sightline/register';
import http from 'node:http';
import { trace } from '@opentelemetry/api';
import { setImmediate as nextTurn } from 'node:timers/promises';
import express from 'express';
import { annotate, logger } from 'sightline';
import { VALUES } from './values.mjs';
import { CALLS, WAYS } from './ways.mjs';

const threw = [];
let slowest = { what: '', ms: 0 };
let cases = 0;

function attempt(what, call) {
  const startedMs = performance.now();
  try {
    call();
  } catch (error) {
    threw.push(what, String(error?.message));
  }
  const ms = performance.now() - startedMs;
  if (ms > slowest.ms) slowest = { what, ms };
}

function oneCase(what, call) {
  cases += 1;
  logger.info({ what }, 'before');
  attempt(what, call);
  logger.info({ what }, 'after');
}

async function logAll() {
  for (const { name, make } of VALUES) {
    for (const [way, log] of Object.entries(WAYS)) {
      const value = make();
      oneCase(`${name}, ${way}`, () => log(logger, value));
      // The reader of standard output gets its turns, as in a service.
      await nextTurn();
    }
  }
  for (const [name, call] of Object.entries(CALLS)) oneCase(name, () => call(logger));
}

const app = express();
const valueOf = (req) => VALUES[Number(req.params.at)].make();
app.get('/annotate/:at', (req, res) => {
  const value = valueOf(req);
  attempt(`annotate ${req.params.at}`, () => {
    annotate(value);
    annotate({ labels: value });
    annotate({ labels: { given: value, kept: 'kept' } });
    annotate({ 'user.id': value });
    annotate({ 'http.route': value });
  });
  annotate({ 'http.route': '/annotate/:at' });
  res.json({});
});
app.get('/span/:at', (req, res) => {
  const value = valueOf(req);
  attempt(`span ${req.params.at}`, () => {
    const span = trace.getActiveSpan();
    span.setAttribute('given', value);
    span.setAttribute(value, 'x');
    span.setAttributes(value);
    span.addEvent(value, value);
    span.addEvent('event', { given: value }, value);
    span.recordException(value);
    span.setStatus(value);
    span.updateName(value);
    span.updateName('kept');
  });
  res.json({});
});
app.get('/throw/:at', (req) => {
  throw valueOf(req);
});
app.get('/reject/:at', async (req) => {
  throw valueOf(req);
});
app.get('/destroy/:at', (req, res) => {
  res.destroy(valueOf(req));
});
// Express' own last handler reads the error and would fail at it; a service has its own.
app.use((_error, _req, res, _next) => {
  res.status(500).end();
});

const ROUTES = ['annotate', 'span', 'throw', 'reject', 'destroy'];
const statuses = {};

function get(port, path) {
  return new Promise((resolve) => {
    const done = (status) => {
      statuses[status] = (statuses[status] ?? 0) + 1;
      resolve();
    };
    http
      .get({ port, path, agent: false }, (res) =>
        res.resume().on('close', () => done(res.statusCode)),
      )
      .on('error', () => done('none'));
  });
}

async function requestAll(port) {
  for (let at = 0; at < VALUES.length; at += 1) {
    for (const route of ROUTES) await get(port, `/${route}/${at}`);
  }
}

async function run() {
  const { port } = server.address();
  process.send({ fixture: 'listening', port });
  await logAll();
  await requestAll(port);
  const polluted = {}.polluted !== undefined || Object.keys(Object.prototype).length > 0;
  const requests = ROUTES.length * VALUES.length;
  process.send({ result: { threw, slowest, cases, statuses, polluted, requests } });
}

const server = http.createServer(app).listen(0, '127.0.0.1', () => void run());
process.once('message', () => {
  server.close();
  process.exitCode = 3;
  process.disconnect();
});
