import { createRequire } from 'node:module';

/**
 * Loads packages when they are first needed. Start-up stays short because prom-client, gRPC and the
 * OpenTelemetry SDK load after the service listens. The calls name each package literally, so that
 * bundlers see them.
 */
declare const require: NodeJS.Require | undefined;

// The build is CommonJS and has `require`; straight from source (unit tests) one is made.
const fromSource: NodeJS.Require | undefined =
  typeof require === 'function' ? undefined : createRequire(`${process.cwd()}/sdk/package.json`);

export type PromClientModule = typeof import('prom-client');
export type GrpcExporterModule = typeof import('@opentelemetry/otlp-grpc-exporter-base');
export type HttpExporterModule = typeof import('@opentelemetry/otlp-exporter-base/node-http');
export type NodeSdkModule = typeof import('@opentelemetry/sdk-node');

export function loadPromClient(): PromClientModule {
  return typeof require === 'function' ? require('prom-client') : fromSource?.('prom-client');
}

/** Lets the service work between two packages: loading them all at once would be one long stall. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export async function loadGrpcExporter(): Promise<GrpcExporterModule> {
  const name = '@opentelemetry/otlp-grpc-exporter-base';
  if (typeof require !== 'function') return fromSource?.(name);
  require('@grpc/grpc-js');
  await nextTurn();
  require('@opentelemetry/core');
  await nextTurn();
  require('@opentelemetry/otlp-exporter-base');
  await nextTurn();
  return require('@opentelemetry/otlp-grpc-exporter-base');
}

export async function loadHttpExporter(): Promise<HttpExporterModule> {
  const name = '@opentelemetry/otlp-exporter-base/node-http';
  if (typeof require !== 'function') return fromSource?.(name);
  require('@opentelemetry/core');
  await nextTurn();
  return require('@opentelemetry/otlp-exporter-base/node-http');
}

/** Synchronous, because an application's `startSpan` cannot wait. */
export function loadNodeSdk(): NodeSdkModule {
  return typeof require === 'function'
    ? require('@opentelemetry/sdk-node')
    : fromSource?.('@opentelemetry/sdk-node');
}

/** Loads what `loadNodeSdk` needs ahead of time, in steps. */
export async function preloadNodeSdk(): Promise<void> {
  if (typeof require === 'function') {
    require('@opentelemetry/core');
    await nextTurn();
    require('@opentelemetry/sdk-trace');
    await nextTurn();
    require('@grpc/grpc-js');
    await nextTurn();
  }
  loadNodeSdk();
}

export function loadPprofFormat(): typeof import('pprof-format') {
  return typeof require === 'function' ? require('pprof-format') : fromSource?.('pprof-format');
}

export function loadOtherPropagators(): typeof import('@opentelemetry/propagator-b3') &
  Pick<typeof import('@opentelemetry/core'), 'CompositePropagator'> {
  if (typeof require !== 'function') {
    return {
      ...fromSource?.('@opentelemetry/propagator-b3'),
      ...fromSource?.('@opentelemetry/core'),
    };
  }
  return { ...require('@opentelemetry/propagator-b3'), ...require('@opentelemetry/core') };
}
