'use strict';
require('sightline/register');
const http = require('node:http');
const nest = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { ExpressAdapter } = require('@nestjs/platform-express');
const api = require('@opentelemetry/api');
const { pino } = require('pino');
const { annotate, logger } = require('sightline');
const { announce } = require('../../fixtures/app/listen.cjs');
const nestApp = require('./nest-app.cjs');

const deps = { annotate, api, http, logger, pino };
void nestApp(nest, NestFactory, ExpressAdapter, deps).then(announce);
