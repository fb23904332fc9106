'use strict';
// Preload of the `diy` variant: NodeSDK with every automatic instrumentation, started before the
// service loads anything, so that all of them take effect.
const { load } = require('./packages.cjs');
const { getNodeAutoInstrumentations } = load('@opentelemetry/auto-instrumentations-node');
const { OTLPTraceExporter } = load('@opentelemetry/exporter-trace-otlp-grpc');
const { NodeSDK } = load('@opentelemetry/sdk-node');

const sdk = new NodeSDK({
  // NodeSDK puts a BatchSpanProcessor in front of the exporter.
  traceExporter: new OTLPTraceExporter(),
  instrumentations: [
    getNodeAutoInstrumentations({
      // Log lines go to stdout here. Left on, the instrumentation parses every line again for the
      // OpenTelemetry logs API even with no logs exporter, which would make this variant dearer.
      '@opentelemetry/instrumentation-pino': { disableLogSending: true },
    }),
  ],
});
sdk.start();

process.once('SIGTERM', () => {
  sdk.shutdown().finally(() => process.exit(0));
});
