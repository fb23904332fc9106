import { FASTIFY_ROWS } from './support/rows.ts';
import { describeTable } from './support/table.ts';

describeTable('Fastify 5', () => ({ file: 'fastify.mjs' }), FASTIFY_ROWS);
describeTable('Fastify 5 loaded before the SDK', () => ({ file: 'fastify.cjs' }), FASTIFY_ROWS);
