/** Version of this package. A constant, so that bundles need no package.json at run time. */
export const SDK_VERSION = '0.1.0';

/** Version of the OpenTelemetry SDK underneath, as announced in the resource. */
export const OTEL_SDK_VERSION = '3.1.0';
