'use strict';
const { serve } = require('@hono/node-server');
const { Hono } = require('hono');
const { HTTPException } = require('hono/http-exception');
// After the framework, which CommonJS services do as often as not.
require('sightline/register');
const http = require('node:http');
const api = require('@opentelemetry/api');
const { pino } = require('pino');
const { annotate, logger } = require('sightline');
const { announce } = require('../../fixtures/app/listen.cjs');
const honoApp = require('./hono-app.cjs');

const app = honoApp({ Hono, HTTPException }, { annotate, api, http, logger, pino });
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => announce(server));
