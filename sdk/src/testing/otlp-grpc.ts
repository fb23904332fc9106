import {
  Metadata,
  Server,
  status,
  type handleUnaryCall,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { GrpcListener } from './grpc-listener.ts';
import { exportResponse, GARBAGE, rpcStatus } from './otlp-answer.ts';
import { OtlpStore, type OtlpBehaviour, type OtlpReceiver, type OtlpSignal } from './otlp-store.ts';

export interface ReceiverOptions {
  /** 0 = any free port (the default). */
  readonly port?: number;
  readonly host?: string;
}

const SERVICES: Readonly<Record<OtlpSignal, string>> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
};

/** A loopback OTLP gRPC receiver for all three signals, plain text. */
export async function startOtlpReceiver(options: ReceiverOptions = {}): Promise<OtlpReceiver> {
  const { port: wanted = 0, host = '127.0.0.1' } = options;
  const store = new OtlpStore(grpcCode);
  const server = new Server({ 'grpc.max_receive_message_length': -1 });
  const listener = new GrpcListener(server, () => store.greeting());
  for (const signal of ['traces', 'metrics', 'logs'] as const) {
    server.addService(serviceOf(signal), { Export: exportHandler(store, signal, listener) });
  }
  const port = await listener.open(wanted, host);
  return store.receiver({
    endpoint: `http://${host}:${port}`,
    port,
    close: () => listener.close(),
    reopen: async () => void (await listener.open(port, host)),
  });
}

function serviceOf(signal: OtlpSignal): ServiceDefinition {
  const pass = (bytes: Buffer): Buffer => bytes;
  return {
    Export: {
      path: `/${SERVICES[signal]}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: pass,
      requestDeserialize: pass,
      responseSerialize: pass,
      responseDeserialize: pass,
    },
  };
}

function exportHandler(
  store: OtlpStore,
  signal: OtlpSignal,
  listener: GrpcListener,
): handleUnaryCall<Buffer, Buffer> {
  return (call, callback) => {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(call.metadata.getMap()))
      headers[name] = String(value);
    const answer = store.take({ signal, transport: 'grpc', headers, body: call.request });
    if (answer instanceof Error) {
      callback({ code: status.INVALID_ARGUMENT, details: answer.message });
    } else if (answer.mode === 'ok') {
      callback(null, exportResponse());
    } else if (answer.mode === 'partial') {
      callback(null, exportResponse(answer.rejected, answer.message));
    } else if (answer.mode === 'garbage') {
      callback(null, GARBAGE);
    } else if (answer.mode === 'refuse') {
      callback(refusal(answer));
    } else if (answer.mode !== 'hang') {
      // Also when something else took the port over: what was connected loses its connection.
      listener.reset(call.getPeer());
    }
    // `hang`: the call stays open until the client or close() ends it.
  };
}

type Refusal = Extract<OtlpBehaviour, { mode: 'refuse' }>;

function refusal(answer: Refusal): { code: number; details: string; metadata: Metadata } {
  const code = grpcCode(answer.status);
  const details = answer.message ?? 'refused by the test receiver';
  const metadata = new Metadata();
  if (answer.retryAfterSeconds !== undefined) {
    const value = rpcStatus(code, details, answer.retryAfterSeconds);
    metadata.set('grpc-status-details-bin', value);
  }
  return { code, details, metadata };
}

function grpcCode(wanted: string | number): number {
  const code = typeof wanted === 'number' ? wanted : status[wanted as keyof typeof status];
  if (typeof code === 'number' && typeof status[code] === 'string') return code;
  const known = Object.keys(status).filter((key) => Number.isNaN(Number(key)));
  throw new Error(`no gRPC status ${wanted}; known: ${known.join(', ')}`);
}
