import http from 'node:http';
import { serve } from '@hono/node-server';
import * as api from '@opentelemetry/api';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { pino } from 'pino';
import { annotate, logger } from 'sightline';
import { announce } from '../../fixtures/app/listen.cjs';
import honoApp from './hono-app.cjs';

const app = honoApp({ Hono, HTTPException }, { annotate, api, http, logger, pino });
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => announce(server));
