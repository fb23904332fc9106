import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { IOtlpExportDelegate } from '@opentelemetry/otlp-exporter-base';

import type { OtlpSettings } from '../config/settings.ts';
import { SUPPRESS_KEY } from '../context/index.ts';
import { loadGrpcExporter, loadHttpExporter } from '../lazy.ts';
import { answeredInTime } from './overdue.ts';
import { readPartialSuccess, type PartialSuccess } from './partial-success.ts';
import { delivered, failure, type SendResult } from './send-result.ts';

export type { SendResult } from './send-result.ts';

/** Sends requests that are encoded already. */
export interface Sender {
  send(request: Uint8Array): Promise<SendResult>;
  close(): void;
}

/** Where a signal's requests go, in OTLP's own names. */
export interface SignalRoute {
  readonly signal: 'TRACES' | 'METRICS' | 'LOGS';
  readonly grpcService: string;
  readonly grpcPath: string;
  readonly httpPath: string;
  readonly component: 'span' | 'metric_data_point' | 'log';
}

/**
 * The export's own requests must not become spans of the service, and what they leave behind
 * (sockets, timers) must not hold on to the request in whose context a batch happened to be full.
 */
const EXPORTING = ROOT_CONTEXT.setValue(SUPPRESS_KEY, true);

/**
 * The transport of the OpenTelemetry exporters with an encoder of ours in front: connection
 * handling, compression, deadlines and credentials are theirs. Loads gRPC or HTTP when it is
 * called, in steps.
 */
export async function otlpSender(
  settings: OtlpSettings,
  route: SignalRoute,
  timeoutMs: number,
): Promise<Sender> {
  // The answer to the send that is being settled: the delegate reads it right before it calls back.
  let answer: PartialSuccess | undefined;
  const serializer = {
    serializeRequest: settings.protocol === 'grpc' ? wholeBuffer : (request: Uint8Array) => request,
    deserializeResponse: (data: Uint8Array) => {
      answer = readPartialSuccess(data);
      return {};
    },
  };
  const helper = { name: route.component, countItems: () => 1 };
  const deadlineMs = Math.min(timeoutMs, settings.timeoutMs);
  const connect = settings.protocol === 'grpc' ? grpc : http;
  const delegate = await connect(settings, route, deadlineMs, { serializer, helper });
  return {
    send: (request) =>
      context.with(EXPORTING, () =>
        answeredInTime(deadlineMs, (settle) => {
          answer = undefined;
          delegate.export(request, ({ code, error }) => {
            settle(code === 0 ? delivered(answer) : failure(error));
            answer = undefined;
          });
        }),
      ),
    close: () => {
      delegate.shutdown().catch(() => undefined);
    },
  };
}

/**
 * `Buffer.from`, which the gRPC transport calls, copies a view and shares a whole ArrayBuffer. The
 * transport's type asks for a view all the same.
 */
function wholeBuffer(request: Uint8Array): Uint8Array {
  const { buffer, byteLength } = request;
  return buffer.byteLength === byteLength ? (buffer as unknown as Uint8Array) : request;
}

interface Parts {
  readonly serializer: {
    serializeRequest(request: Uint8Array): Uint8Array;
    deserializeResponse(data: Uint8Array): object;
  };
  readonly helper: { readonly name: SignalRoute['component']; countItems(): number };
}

async function grpc(
  settings: OtlpSettings,
  route: SignalRoute,
  timeoutMillis: number,
  { serializer, helper }: Parts,
): Promise<IOtlpExportDelegate<Uint8Array>> {
  const base = await loadGrpcExporter();
  const metadata = base.createEmptyMetadata();
  for (const [name, value] of Object.entries(settings.headers)) metadata.set(name, value);
  const { endpoint, certificate, clientKey, clientCertificate } = settings;
  const isPlain = endpoint.includes('://') ? endpoint.startsWith('http://') : settings.insecure;
  const config = base.convertLegacyOtlpGrpcOptions(
    {
      url: isPlain ? withPort(endpoint) : endpoint,
      metadata,
      compression: settings.compression as never,
      timeoutMillis,
      credentials: isPlain
        ? base.createInsecureCredentials()
        : base.createSslCredentials(certificate, clientKey, clientCertificate),
    },
    route.signal,
  );
  return base.createOtlpGrpcExportDelegate(
    config,
    serializer,
    `otlp_grpc_${route.component}_exporter`,
    helper,
    undefined,
    route.grpcService,
    route.grpcPath,
  );
}

/**
 * `host:port` of a plain-text endpoint. The exporter keeps only the host part of a URL, which
 * leaves out port 80; gRPC would then dial 443. Without a scheme the port stays.
 */
function withPort(endpoint: string): string {
  if (!endpoint.startsWith('http://')) return endpoint;
  const { hostname, port } = new URL(endpoint);
  return `${hostname}:${port || '80'}`;
}

async function http(
  settings: OtlpSettings,
  route: SignalRoute,
  timeoutMillis: number,
  { serializer, helper }: Parts,
): Promise<IOtlpExportDelegate<Uint8Array>> {
  const base = await loadHttpExporter();
  const { certificate: ca, clientKey: key, clientCertificate: cert } = settings;
  const config = base.convertLegacyHttpOptions(
    {
      url: settings.endpoint,
      headers: { ...settings.headers },
      compression: settings.compression as never,
      timeoutMillis,
      httpAgentOptions: {
        keepAlive: true,
        ...(ca === undefined ? {} : { ca }),
        ...(key === undefined ? {} : { key }),
        ...(cert === undefined ? {} : { cert }),
      },
    },
    route.signal,
    route.httpPath,
    { 'Content-Type': 'application/x-protobuf' },
  );
  return base.createOtlpHttpExportDelegate(
    config,
    serializer,
    `otlp_http_${route.component}_exporter`,
    helper,
    undefined,
  );
}
