import type { LibraryAdapter } from './adapter.ts';
import { nest } from './frameworks/nest.ts';
import { hono } from './frameworks/hono.ts';
import { koa } from './frameworks/koa.ts';
import { graphql } from './rpc/graphql.ts';
import { ioredis } from './caches/ioredis.ts';
import { memjs } from './caches/memjs.ts';
import { redisClient } from './caches/redis-client.ts';
import { redis } from './caches/redis.ts';
import { mongodb } from './databases/mongodb.ts';
import { mysql2 } from './databases/mysql2.ts';
import { nodeSqlite } from './databases/node-sqlite.ts';
import { pg } from './databases/pg.ts';
import { amqplib } from './messaging/amqplib.ts';
import { grpc } from './rpc/grpc.ts';
import { pgBoss } from './messaging/pg-boss.ts';
import { bullmq } from './messaging/bullmq.ts';
import { kafkajs } from './messaging/kafkajs.ts';
import { platformaticKafka } from './messaging/platformatic-kafka.ts';

/** Every library that has an adapter of its own, in the order of the coverage page. */
export const ADAPTERS: readonly LibraryAdapter[] = [
  pg,
  mysql2,
  mongodb,
  nodeSqlite,
  redis,
  redisClient,
  ioredis,
  memjs,
  grpc,
  amqplib,
  graphql,
  pgBoss,
  koa,
  bullmq,
  hono,
  nest,
  kafkajs,
  platformaticKafka,
];
