import type { LibraryAdapter } from './adapter.ts';
import { grpc } from './rpc/grpc.ts';
import { pg } from './databases/pg.ts';
import { amqplib } from './messaging/amqplib.ts';

/** Every library that has an adapter of its own, in the order of the coverage page. */
export const ADAPTERS: readonly LibraryAdapter[] = [pg, grpc, amqplib];
