// Servers that are asked for many different things, and calls many different others: each server
// without routes, with parameters or with a catch-all.
import 'sightline/register';
import http from 'node:http';
import express from 'express';
import fastify from 'fastify';
import { annotate } from 'sightline';

class Random extends Error {
  constructor(name) {
    super(`failed as ${name}`);
    this.name = name;
  }
}

function expressApp() {
  const app = express();
  app.get('/items/:id', (req, res) => {
    annotate({ labels: { [`label-${req.params.id}`]: req.params.id } });
    res.end();
  });
  app.get('/fail/:name', (req) => {
    throw new Random(req.params.name);
  });
  app.get('/files/*rest', (_req, res) => res.end());
  app.use((_req, res) => res.status(404).end());
  app.use((_error, _req, res, _next) => res.status(500).end());
  return app;
}

function fastifyApp() {
  const app = fastify();
  app.get('/items/:id', async () => '');
  app.get('/files/*', async () => '');
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(''));
  return app;
}

/** Calls one of 16 million addresses of this machine: nobody answers at port 1. */
function call(at) {
  const host = `127.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`;
  return new Promise((resolve) => {
    const request = http.get({ host, port: 1, agent: false });
    request.on('error', () => undefined).on('close', resolve);
    // Every other call ends for a reason of the application's own.
    if (at % 2 === 1) request.destroy(new Random(`Name${at}`));
  });
}

async function callMany(count) {
  let at = 0;
  const worker = async () => {
    while (at < count) await call(at++);
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  process.send({ called: count });
}

const listen = (server) =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });

const framework = fastifyApp();
const bare = await listen(http.createServer((_req, res) => res.writeHead(404).end()));
const routed = await listen(http.createServer(expressApp()));
await framework.ready();
await framework.listen({ port: 0, host: '127.0.0.1' });
const other = framework.server.address().port;
process.on('message', (count) => void callMany(Number(count)));
process.send({
  fixture: 'listening',
  port: bare,
  ports: { bare, express: routed, fastify: other },
});
