import { RedisPlace } from './redis-calls.ts';

const PLACE = Symbol('sightline.place');

interface Address {
  readonly host?: string;
  readonly port?: number;
}

/** A client of one server, or of a cluster. */
export interface Client {
  readonly status?: string;
  readonly manuallyClosing?: boolean;
  readonly options?: Address & {
    readonly path?: string;
    readonly db?: number;
    readonly sentinels?: unknown;
    /** Of the group of servers that the sentinels watch. */
    readonly name?: string;
  };
  readonly condition?: { readonly select?: number } | null;
  readonly startupNodes?: readonly (Address | string | number)[];
  [PLACE]?: RedisPlace;
}

/** Kept with the client, until it selects another database. */
export function ioredisPlace(client: Client): RedisPlace {
  const database = client.condition?.select ?? client.options?.db ?? 0;
  const known = client[PLACE];
  if (known !== undefined && known.database === database) return known;
  const { address, port } = whereOf(client);
  const place = new RedisPlace(database, address, port);
  client[PLACE] = place;
  return place;
}

/** The application's own name for it: nodes of a cluster and servers behind sentinels change. */
function whereOf({ options, startupNodes }: Client): { address: string; port?: number } {
  const [node] = startupNodes ?? [];
  if (typeof node === 'object') return { address: node.host ?? LOCAL, port: node.port ?? PORT };
  if (node !== undefined) return { address: addressOf(String(node)) };
  const { path, host, port, sentinels, name } = options ?? {};
  if (path !== undefined && path !== null) return { address: path };
  if (sentinels !== undefined && sentinels !== null) return { address: name ?? 'sentinels' };
  return { address: host ?? LOCAL, port: Number(port ?? PORT) };
}

const LOCAL = 'localhost';
const PORT = 6379;

/** `redis://user:password@host:port` without what must not be shown. */
function addressOf(node: string): string {
  if (/^\d+$/.test(node)) return LOCAL;
  try {
    return new URL(node.includes('://') ? node : `redis://${node}`).hostname;
  } catch {
    return 'cluster';
  }
}
