import 'sightline/register';
import http from 'node:http';
import * as api from '@opentelemetry/api';
import { Router } from '@koa/router';
import Koa from 'koa';
import { pino } from 'pino';
import { annotate, logger } from 'sightline';
import listen from '../../fixtures/app/listen.cjs';
import koaApp from './koa-app.cjs';

const app = koaApp(Koa, Router, { annotate, api, http, logger, pino });
listen(http.createServer(app.callback()));
