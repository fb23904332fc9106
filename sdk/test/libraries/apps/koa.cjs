'use strict';
const Koa = require('koa');
const Router = require('@koa/router');
// After the framework, which CommonJS services do as often as not.
require('sightline/register');
const http = require('node:http');
const api = require('@opentelemetry/api');
const { pino } = require('pino');
const { annotate, logger } = require('sightline');
const listen = require('../../fixtures/app/listen.cjs');
const koaApp = require('./koa-app.cjs');

const app = koaApp(Koa, Router, { annotate, api, http, logger, pino });
listen(http.createServer(app.callback()));
