/** Span and resource attributes of the OpenTelemetry semantic conventions (v1.44), once. */
export const ATTR = {
  method: 'http.request.method',
  methodOriginal: 'http.request.method_original',
  route: 'http.route',
  status: 'http.response.status_code',
  requestBodySize: 'http.request.body.size',
  responseBodySize: 'http.response.body.size',
  scheme: 'url.scheme',
  path: 'url.path',
  query: 'url.query',
  fullUrl: 'url.full',
  errorType: 'error.type',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  clientAddress: 'client.address',
  peerAddress: 'network.peer.address',
  protocolVersion: 'network.protocol.version',
  userAgent: 'user_agent.original',
  userId: 'user.id',
  exceptionType: 'exception.type',
  exceptionMessage: 'exception.message',
  exceptionStack: 'exception.stacktrace',
} as const;

/** The event that `recordException` adds. */
export const EXCEPTION_EVENT = 'exception';

export const RESOURCE = {
  serviceName: 'service.name',
  serviceVersion: 'service.version',
  serviceNamespace: 'service.namespace',
  serviceInstanceId: 'service.instance.id',
  environment: 'deployment.environment.name',
  hostName: 'host.name',
  hostArch: 'host.arch',
  osType: 'os.type',
  processPid: 'process.pid',
  runtimeName: 'process.runtime.name',
  runtimeVersion: 'process.runtime.version',
  containerId: 'container.id',
  k8sPodName: 'k8s.pod.name',
  k8sNamespace: 'k8s.namespace.name',
  k8sNode: 'k8s.node.name',
  sdkName: 'telemetry.sdk.name',
  sdkLanguage: 'telemetry.sdk.language',
  sdkVersion: 'telemetry.sdk.version',
  distroName: 'telemetry.distro.name',
  distroVersion: 'telemetry.distro.version',
} as const;

/** Instrumentation scope of the spans that the SDK itself makes. */
export const SCOPE_NAME = 'sightline';
