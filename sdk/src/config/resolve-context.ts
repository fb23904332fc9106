import type { Reader } from './reader.ts';
import type { Settings } from './settings.ts';
import { ROWS } from './table.ts';

type ContextSettings = Pick<
  Settings,
  'librariesOff' | 'trustIncomingTrace' | 'baggageHosts' | 'stallThresholdMs'
>;

export function resolveContext(reader: Reader): ContextSettings {
  const hosts = reader.read(ROWS.baggageHosts);
  return {
    librariesOff: Object.freeze([...reader.read(ROWS.librariesOff)]),
    trustIncomingTrace: reader.read(ROWS.trustIncomingTrace),
    stallThresholdMs: reader.read(ROWS.stallThresholdMs),
    baggageHosts: hosts && Object.freeze(hosts.map((host) => host.toLowerCase())),
  };
}
