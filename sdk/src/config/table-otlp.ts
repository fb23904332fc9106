import { choice, type Kind, specBoolean, timeout } from './kinds.ts';
import { endpoint, headers, path } from './kinds-text.ts';
import { type Row, row } from './row.ts';
import type { OtlpProtocol } from './settings.ts';

export const OTLP_SIGNALS = ['traces', 'metrics', 'logs'] as const;
export type OtlpSignal = (typeof OTLP_SIGNALS)[number];

export const OTLP_TIMEOUT_MS = 10_000;

const PROTOCOLS: readonly OtlpProtocol[] = ['grpc', 'http/protobuf'];

/** The variable may also say http/json, which is answered with http/protobuf and a warning. */
const protocol: Kind<OtlpProtocol | 'http/json'> = {
  ...choice(PROTOCOLS),
  fromText: (text) => choice([...PROTOCOLS, 'http/json']).fromText(text),
};

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The nine OTLP options: general ones (no signal) or those of one signal. */
function otlpRows(signal: OtlpSignal | undefined) {
  const whose = signal === undefined ? '' : ` for ${signal}`;
  function of<T>(
    key: string,
    variable: string,
    definition: Pick<Row<T>, 'kind' | 'example' | 'mayBeLogged' | 'url'> & {
      readonly defaultText: string;
      /** A noun phrase, after which "for traces" can stand. */
      readonly what: string;
      readonly more?: string;
    },
  ): Row<T> {
    const { what, more = '', ...rest } = definition;
    const infix = signal === undefined ? '' : `${signal.toUpperCase()}_`;
    return row<T, T | undefined>({
      ...rest,
      option: signal === undefined ? `otlp${capital(key)}` : `otlp${capital(signal)}.${key}`,
      variables: [`OTEL_EXPORTER_OTLP_${infix}${variable}`],
      group: 'OTLP export',
      fallback: undefined,
      defaultText: signal === undefined ? rest.defaultText : 'the general one',
      description: `${what}${whose}${more}.`,
    });
  }
  return {
    endpoint: of('endpoint', 'ENDPOINT', {
      kind: endpoint,
      defaultText: '`http://localhost:4317` for grpc, `http://localhost:4318` for http/protobuf',
      example: "'http://collector:4317'",
      mayBeLogged: true,
      url: true,
      what: 'Address of the receiver',
      more:
        signal === undefined ? '; http/protobuf adds the path of the signal' : ', used as it is',
    }),
    protocol: of('protocol', 'PROTOCOL', {
      kind: protocol,
      defaultText: '`grpc`',
      example: "'http/protobuf'",
      mayBeLogged: true,
      what: 'Transport',
      more: '; http/json is answered with http/protobuf and a warning',
    }),
    headers: of('headers', 'HEADERS', {
      kind: headers,
      defaultText: 'none',
      example: "{ authorization: 'Bearer ...' }",
      mayBeLogged: false,
      what: 'Headers or gRPC metadata',
      more: '; those of one signal are added to the general ones',
    }),
    timeoutMs: of('timeoutMs', 'TIMEOUT', {
      kind: timeout,
      defaultText: String(OTLP_TIMEOUT_MS),
      example: '5000',
      mayBeLogged: true,
      what: 'Longest time that one export may take',
    }),
    compression: of('compression', 'COMPRESSION', {
      kind: choice(['none', 'gzip']),
      defaultText: '`none`',
      example: "'gzip'",
      mayBeLogged: true,
      what: 'Compression of what is sent',
    }),
    certificateFile: of('certificateFile', 'CERTIFICATE', {
      kind: path,
      defaultText: "the system's trust store",
      example: "'/etc/otel/ca.pem'",
      mayBeLogged: true,
      what: 'PEM file with the certificates to trust',
    }),
    clientKeyFile: of('clientKeyFile', 'CLIENT_KEY', {
      kind: path,
      defaultText: 'none',
      example: "'/etc/otel/client-key.pem'",
      // A path normally, but the key itself set here by mistake must not be printed.
      mayBeLogged: false,
      what: 'PEM file with the private key of this client',
      more: '; needs the certificate too',
    }),
    clientCertificateFile: of('clientCertificateFile', 'CLIENT_CERTIFICATE', {
      kind: path,
      defaultText: 'none',
      example: "'/etc/otel/client.pem'",
      mayBeLogged: true,
      what: 'PEM file with the certificate of this client',
      more: '; needs the key too',
    }),
    insecure: of('insecure', 'INSECURE', {
      kind: specBoolean,
      defaultText: 'false',
      example: 'true',
      mayBeLogged: true,
      what: 'Plain text instead of TLS',
      more: ', to a gRPC endpoint that names no scheme',
    }),
  };
}

export type OtlpRows = ReturnType<typeof otlpRows>;
export type OtlpKey = keyof OtlpRows;

export const OTLP_GENERAL_ROWS: OtlpRows = otlpRows(undefined);
export const OTLP_SIGNAL_ROWS: Readonly<Record<OtlpSignal, OtlpRows>> = {
  traces: otlpRows('traces'),
  metrics: otlpRows('metrics'),
  logs: otlpRows('logs'),
};
