import { join } from 'node:path';

export interface Place {
  /** Of one server: data, logs and configuration are under it. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly port: number;
  readonly tls: boolean;
}

/** Names of files in the folder of configuration. */
export const CERTIFICATE = 'http.crt';
export const KEY = 'http.key';

/** One node on loopback that is secured as in production, and takes little of the machine. */
export function settings({ folder, dataFolder, port, tls }: Place): string {
  const values: Readonly<Record<string, string | number | boolean>> = {
    'path.data': dataFolder,
    'path.logs': join(folder, 'logs'),
    'path.repo': join(folder, 'snapshots'),
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'http.port': port,
    // Nobody connects to it; any port will do.
    'transport.port': '0-65535',
    'node.store.allow_mmap': false,
    // The disk of a test machine may be nearly full, which would make every index read-only.
    'cluster.routing.allocation.disk.threshold_enabled': false,
    'xpack.license.self_generated.type': 'basic',
    'xpack.security.enabled': true,
    // It would set up TLS and a password by itself, and stops this distribution from starting.
    'xpack.security.autoconfiguration.enabled': false,
    'xpack.security.transport.ssl.enabled': false,
    'xpack.security.http.ssl.enabled': tls,
    ...(tls && {
      'xpack.security.http.ssl.certificate': CERTIFICATE,
      'xpack.security.http.ssl.key': KEY,
    }),
  };
  return lines(Object.entries(values).map(([name, value]) => `${name}: ${JSON.stringify(value)}`));
}

/** The quick compiler alone: a start takes half of the CPU, and tests are too short to mind. */
export const FAST_START = '-XX:TieredStopAtLevel=1';

/** A small heap, and a JVM that starts fast rather than ends up fast. */
export function jvmOptions(heapMb: number): string {
  return lines([
    `-Xms${heapMb}m`,
    `-Xmx${heapMb}m`,
    '-XX:-UseG1GC',
    '-XX:+UseSerialGC',
    FAST_START,
    // Memory that it never comes to use stays free.
    '-XX:-AlwaysPreTouch',
    // No log of collections beside the server.
    '-Xlog:disable',
    '-Xlog:all=warning:stderr',
  ]);
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
