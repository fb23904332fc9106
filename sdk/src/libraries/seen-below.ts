import type { LibraryAdapter } from './adapter.ts';

const ROUTED = 'server requests with route templates';
const BY_HTTP = 'outgoing requests, as those of node:http';
const BY_UNDICI = 'outgoing requests, as those of undici';

/**
 * Libraries without an adapter here: their work is seen by the hooks on Node's own HTTP, or by
 * channels that the signals themselves read.
 */
export const SEEN_BELOW: readonly LibraryAdapter[] = [
  { name: 'express', from: 4, way: 'below', gives: ROUTED },
  { name: 'fastify', from: 5, way: 'channel', gives: ROUTED },
  {
    name: 'pino',
    from: 10,
    way: 'channel',
    gives: 'lines get the ids of the request',
    otherwise: 'no ids: pino before 10 has no channel',
  },
  { name: 'prom-client', from: 14, way: 'below', gives: 'its metrics appear on /metrics' },
  { name: 'mongoose', from: 8, way: 'below', gives: 'operations, as those of mongodb' },
  { name: 'undici', from: 5, way: 'channel', gives: 'outgoing requests' },
  { name: 'axios', from: 0, way: 'below', gives: BY_HTTP },
  { name: 'got', from: 11, way: 'below', gives: BY_HTTP },
  { name: 'ky', from: 1, way: 'below', gives: BY_UNDICI },
];
