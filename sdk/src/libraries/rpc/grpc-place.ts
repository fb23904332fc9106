/** Where a target leads; the whole of it where it is no single host. */
export interface GrpcPlace {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

const SCHEME = /^[a-z][a-z0-9+.-]*:(?!\d+$)/i;
const AUTHORITY = /^\/\/[^/]*\//;
const DEFAULT_PORT = 443;

/** `dns:host:port`, `ipv4:1.2.3.4:5`, `unix:/path`, or without a scheme. */
export function grpcPlace(target: string): GrpcPlace {
  const scheme = SCHEME.exec(target)?.[0] ?? '';
  const rest = target.slice(scheme.length).replace(AUTHORITY, '');
  if (scheme.startsWith('unix') || rest.includes(',')) return { address: rest, port: undefined };
  const host = /^\[(.+)\](?::(\d+))?$/.exec(rest) ?? /^([^:]*)(?::(\d+))?$/.exec(rest);
  if (host === null) return { address: rest || undefined, port: DEFAULT_PORT };
  const [, address, port] = host;
  return { address: address || undefined, port: port === undefined ? DEFAULT_PORT : Number(port) };
}
