import { join } from 'node:path';
import { peersFolder } from '../../bench/peers.ts';
import { TEST_FOLDER } from '../support/paths.ts';
import type { Launch, Mount } from './launch.ts';

/** Where a subject sends, and with what it is started. */
export interface Target {
  readonly url: string;
  readonly caFile?: string | undefined;
  readonly spool: string;
  readonly mount?: Mount | undefined;
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface SubjectKind {
  readonly name: string;
  readonly describe: string;
  /** What it did not deliver, the next start of the service finds. */
  readonly keepsSpool: boolean;
  readonly launch: (target: Target) => Launch;
}

const SERVICE = 'faults';
export const ENVIRONMENT = 'faults';
export const INDEX = `logs-sightline-${ENVIRONMENT}`;

const file = (name: string): string => join(TEST_FOLDER, 'faults', 'subjects', name);

function common({ env, nodeArgs = [] }: Target): Pick<Launch, 'cwd' | 'nodeArgs' | 'env'> {
  return { cwd: TEST_FOLDER, nodeArgs, env: { ...env } };
}

function sightline(target: Target, env: Record<string, string>): Launch {
  const base = common(target);
  const { mount, spool } = target;
  return {
    ...base,
    file: file('sightline.cjs'),
    mount: mount && { ...mount, at: spool },
    env: {
      OTEL_SERVICE_NAME: SERVICE,
      OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${ENVIRONMENT}`,
      OTEL_METRICS_EXPORTER: 'none',
      SIGHTLINE_ADMIN_PORT: '0',
      SIGHTLINE_SPOOL_DIR: spool,
      ...env,
      ...base.env,
    },
  };
}

export const SIGHTLINE_LOGS: SubjectKind = {
  name: 'sightline',
  describe: 'this SDK, shipping directly, with `SIGHTLINE_SPOOL_DIR` set',
  keepsSpool: true,
  launch: (target) =>
    sightline(target, {
      SIGHTLINE_LOGS_ELASTICSEARCH_URL: target.url,
      ...(target.caFile && { SIGHTLINE_LOGS_ELASTICSEARCH_CA_FILE: target.caFile }),
      OTEL_TRACES_EXPORTER: 'none',
    }),
};

export const SIGHTLINE_SPANS: SubjectKind = {
  name: 'sightline',
  describe: 'this SDK over OTLP gRPC, with `SIGHTLINE_SPOOL_DIR` set',
  keepsSpool: true,
  launch: (target) => sightline(target, otlp(target.url)),
};

function pino(target: Target, listener: boolean): Launch {
  const base = common(target);
  const env = {
    FAULTS_ELASTICSEARCH_URL: target.url,
    FAULTS_INDEX: INDEX,
    FAULTS_ERROR_LISTENER: String(listener),
    ...base.env,
  };
  return { ...base, file: file('pino-elasticsearch.cjs'), env };
}

export const PINO_ELASTICSEARCH: SubjectKind = {
  name: 'pino-elasticsearch',
  describe: 'pino with pino-elasticsearch as its transport, as its README shows it',
  keepsSpool: false,
  launch: (target) => pino(target, false),
};

export const PINO_WITH_LISTENER: SubjectKind = {
  name: 'pino-elasticsearch, listened to',
  describe: "the same with an `error` listener on the transport, which keeps the process's life",
  keepsSpool: false,
  launch: (target) => pino(target, true),
};

export const OPENTELEMETRY: SubjectKind = {
  name: 'opentelemetry',
  describe: '`--require @opentelemetry/auto-instrumentations-node/register`, traces over OTLP gRPC',
  keepsSpool: false,
  launch: (target) => {
    const base = common(target);
    return {
      file: file('opentelemetry.cjs'),
      // The package is found from the working directory.
      cwd: peersFolder(console.error),
      nodeArgs: [
        ...base.nodeArgs,
        '--require',
        '@opentelemetry/auto-instrumentations-node/register',
      ],
      env: {
        OTEL_SERVICE_NAME: SERVICE,
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
        ...otlp(target.url),
        ...base.env,
      },
    };
  },
};

/** The same for everyone: soon enough for runs of seconds. */
function otlp(endpoint: string): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    OTEL_BSP_SCHEDULE_DELAY: '1000',
  };
}
