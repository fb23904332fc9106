import { subscribe } from '../../instrument/index.ts';
import type { Kit, LibraryAdapter } from '../adapter.ts';
import { batchListeners, commandListeners, Places } from './redis-channels.ts';
import { RedisCalls, type RedisPlace } from './redis-calls.ts';

const PREFIX = 'node-redis';
/** Clients whose address is kept, so that errors of their connections can name it. */
const CLIENTS_MAX = 1000;

export const redis: LibraryAdapter = {
  name: 'redis',
  from: 5,
  way: 'channel',
  gives: 'commands and batches, hits and misses, connections',
  watch: watchRedis,
};

interface Connection {
  readonly clientId?: string;
  readonly serverAddress?: string;
  readonly serverPort?: number;
  readonly createTimeMs?: number;
  readonly reason?: string;
  readonly error?: unknown;
}

function watchRedis(kit: Kit): () => void {
  const calls = new RedisCalls(kit);
  const places = new Places();
  const clients = new Map<string, RedisPlace>();
  /** Clients whose connection has just ended; its error comes next. */
  const lost = new Set<string>();
  const remember = (message: Connection): RedisPlace => {
    const place = places.of(message);
    if (clients.size >= CLIENTS_MAX) clients.clear();
    if (message.clientId !== undefined) clients.set(message.clientId, place);
    return place;
  };
  return subscribe({
    ...commandListeners(PREFIX, calls, places),
    ...batchListeners(PREFIX, calls, places),
    [`tracing:${PREFIX}:connect:start`]: (message) => void remember(message as Connection),
    [`${PREFIX}:connection:ready`]: (message) => {
      const { createTimeMs = 0 } = message as Connection;
      calls.connected(remember(message as Connection), createTimeMs / 1000);
    },
    [`${PREFIX}:connection:closed`]: (message) => {
      const { clientId = '', reason } = message as Connection;
      if (reason === 'application_close') {
        clients.delete(clientId);
        return;
      }
      calls.disconnected(clients.get(clientId), undefined);
      lost.add(clientId);
    },
    [`${PREFIX}:error`]: (message) => {
      const { clientId = '', error } = message as Connection;
      if (!lost.delete(clientId)) calls.disconnected(clients.get(clientId), error);
    },
  });
}
