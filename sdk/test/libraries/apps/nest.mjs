import http from 'node:http';
import * as nest from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import * as api from '@opentelemetry/api';
import { pino } from 'pino';
import { annotate, logger } from 'sightline';
import { announce } from '../../fixtures/app/listen.cjs';
import nestApp from './nest-app.cjs';

const { ExpressAdapter, FastifyAdapter } = await import(`@nestjs/platform-${process.env.PLATFORM}`);
const deps = { annotate, api, http, logger, pino };
announce(await nestApp(nest, NestFactory, ExpressAdapter ?? FastifyAdapter, deps));
