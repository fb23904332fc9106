import { RESOURCE } from '../contract/index.ts';
import { boolean, choice, integer, port } from './kinds.ts';
import { attributes, instances, path, pattern, readyChecks, text } from './kinds-text.ts';
import { row } from './row.ts';

export const DIAGNOSTIC_LEVELS = [
  'none',
  'error',
  'warn',
  'info',
  'debug',
  'verbose',
  'all',
] as const;

export const GENERAL_ROWS = {
  enabled: row({
    option: 'enabled',
    variables: ['SIGHTLINE_ENABLED', 'OTEL_SDK_DISABLED'],
    group: 'General',
    kind: boolean,
    fallback: true,
    example: 'false',
    mayBeLogged: true,
    description:
      'Whether the SDK does anything at all; SIGHTLINE_ENABLED=false or OTEL_SDK_DISABLED=true ' +
      'make every call a no-op without listeners.',
  }),
  shutdownTimeoutMs: row({
    option: 'shutdownTimeoutMs',
    variables: ['SIGHTLINE_SHUTDOWN_TIMEOUT_MS'],
    group: 'General',
    kind: integer(0, 60_000, 'milliseconds'),
    fallback: 5000,
    example: '10000',
    mayBeLogged: true,
    description: 'Longest time that the flush at the end may take before the process goes on.',
  }),
  diagnosticLevel: row({
    option: 'diagnosticLevel',
    variables: ['OTEL_LOG_LEVEL'],
    group: 'General',
    kind: choice(DIAGNOSTIC_LEVELS),
    fallback: 'info',
    example: "'debug'",
    mayBeLogged: true,
    description: "Level of the SDK's own messages about itself.",
  }),
  instrumentations: row({
    option: 'instrumentations',
    variables: [],
    group: 'General',
    kind: instances,
    fallback: [],
    defaultText: 'none',
    example: '[new PgInstrumentation()]',
    mayBeLogged: false,
    description: 'OpenTelemetry instrumentations to run beside the built-in ones.',
  }),
};

export const IDENTITY_ROWS = {
  serviceName: row({
    option: 'serviceName',
    variables: ['OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES'],
    group: 'Identity',
    kind: text(255),
    fallback: undefined,
    defaultText: "name in the service's package.json, else `unknown_service:node`",
    example: "'orders'",
    mayBeLogged: true,
    description: `Name of the service (\`${RESOURCE.serviceName}\`), the same in all signals.`,
  }),
  serviceVersion: row({
    option: 'serviceVersion',
    variables: ['OTEL_RESOURCE_ATTRIBUTES'],
    group: 'Identity',
    kind: text(255),
    fallback: undefined,
    defaultText: "version in the service's package.json",
    example: "'1.4.2'",
    mayBeLogged: true,
    description: `Version of the service (\`${RESOURCE.serviceVersion}\`).`,
  }),
  environment: row({
    option: 'environment',
    variables: ['OTEL_RESOURCE_ATTRIBUTES', 'NODE_ENV'],
    group: 'Identity',
    kind: text(255),
    fallback: undefined,
    defaultText: '`development`',
    example: "'production'",
    mayBeLogged: true,
    description:
      `Where the service runs: \`${RESOURCE.environment}\` of the attributes, ` +
      'else the value of NODE_ENV.',
  }),
  team: row({
    option: 'team',
    variables: ['SIGHTLINE_TEAM'],
    group: 'Identity',
    kind: text(100),
    fallback: 'unassigned',
    example: "'checkout'",
    mayBeLogged: true,
    description: "Team that gets the service's alerts.",
  }),
  resourceAttributes: row({
    option: 'resourceAttributes',
    variables: ['OTEL_RESOURCE_ATTRIBUTES'],
    group: 'Identity',
    kind: attributes,
    fallback: undefined,
    defaultText: 'what was detected about host, container and Kubernetes',
    example: "{ 'cloud.region': 'eu-west-1' }",
    // They go to every backend, but people have put connection strings there.
    mayBeLogged: false,
    description: 'Further attributes of the resource; code and variable are merged, code wins.',
  }),
};

export const ADMIN_ROWS = {
  adminPort: row({
    option: 'adminPort',
    variables: ['SIGHTLINE_ADMIN_PORT'],
    group: 'Admin server',
    kind: port,
    fallback: undefined,
    defaultText: '9464, or the next free one; `off` if NODE_ENV is `test`',
    example: '9500',
    mayBeLogged: true,
    description:
      'Port of metrics, health and status; 0 takes any free port. A port set here that is ' +
      'busy leaves the service without admin server, with one warning.',
  }),
  adminHost: row({
    option: 'adminHost',
    variables: ['SIGHTLINE_ADMIN_HOST'],
    group: 'Admin server',
    kind: pattern(/^[0-9A-Za-z.:_-]{1,253}$/, 'a host name or an IP address without port'),
    fallback: undefined,
    defaultText: '`0.0.0.0` in a container, else `127.0.0.1`',
    example: "'127.0.0.1'",
    mayBeLogged: true,
    description: 'Address that the admin server listens on.',
  }),
  adminTokenFile: row({
    option: 'adminTokenFile',
    variables: ['SIGHTLINE_ADMIN_TOKEN_FILE'],
    group: 'Admin server',
    kind: path,
    fallback: undefined,
    defaultText: 'none: the protected paths answer only on loopback outside a container',
    example: "'/run/secrets/sightline-admin'",
    // The path is harmless, but the token itself set here by mistake would not be.
    mayBeLogged: false,
    description: 'File with the bearer token for `/status`, `/loglevel` and `/debug/*`.',
  }),
  targetsDir: row({
    option: 'targetsDir',
    variables: ['SIGHTLINE_TARGETS_DIR'],
    group: 'Admin server',
    kind: path,
    fallback: undefined,
    defaultText: 'none',
    example: "'/var/run/sightline-targets'",
    mayBeLogged: true,
    description: 'Folder where the process announces its admin address for Prometheus file_sd.',
  }),
  readyChecks: row({
    option: 'readyChecks',
    variables: [],
    group: 'Admin server',
    kind: readyChecks,
    fallback: {},
    defaultText: 'none',
    example: "{ database: () => pool.query('select 1') }",
    mayBeLogged: false,
    description: 'Functions by name that `/readyz` asks; throwing, rejecting or false = not ready.',
  }),
  readyCheckTimeoutMs: row({
    option: 'readyCheckTimeoutMs',
    variables: ['SIGHTLINE_READY_CHECK_TIMEOUT_MS'],
    group: 'Admin server',
    kind: integer(10, 60_000, 'milliseconds'),
    fallback: 1000,
    example: '2000',
    mayBeLogged: true,
    description: 'Longest time that one readiness check may take before it counts as failed.',
  }),
};
