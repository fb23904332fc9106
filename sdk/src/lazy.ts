import { createRequire } from 'node:module';

/**
 * Loads a package when it is first needed. Start-up stays short because prom-client, gRPC and the
 * OpenTelemetry SDK load after the service listens. The calls name each package literally, so that
 * bundlers see them.
 */
declare const require: NodeJS.Require | undefined;

// The build is CommonJS and has `require`; straight from source (unit tests) it is made.
const load: NodeJS.Require =
  typeof require === 'function' ? require : createRequire(`${process.cwd()}/package.json`);

export function loadPromClient(): typeof import('prom-client') {
  return typeof require === 'function' ? require('prom-client') : load('prom-client');
}
