import {
  logVerbosity,
  Server,
  ServerCredentials,
  setLogVerbosity,
  status,
  type handleUnaryCall,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { isAuthorized } from '../http/token.ts';
import { exportResponse } from './answer.ts';
import { OTLP_SIGNALS, type OtlpSignal, type OtlpTaker } from './take.ts';
import { WireError } from './wire-error.ts';

/** A larger message, inflated, is refused by gRPC itself with RESOURCE_EXHAUSTED. */
export const GRPC_MESSAGE_BYTES_MAX = 64 * 1024 * 1024;
/** Calls that are under way when the server closes get this long to end. */
const CLOSE_GRACE_MS = 500;

export interface OtlpGrpcOptions {
  /** 0 = any free port. */
  readonly port: number;
  readonly host: string;
  /** Callers must send it as `authorization: Bearer <token>`; none asked for when absent. */
  readonly token?: string | undefined;
}

export interface OtlpGrpcServer {
  readonly port: number;
  /** Ends at the latest after a grace of 0.5 s; the port is free then. */
  close(): Promise<void>;
}

const SERVICES: Readonly<Record<OtlpSignal, string>> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
};

/**
 * Listens for OTLP over gRPC, in plain text, plain or gzip.
 * @throws when the port cannot be had, with the address and the reason.
 */
export async function startOtlpGrpc(
  taker: OtlpTaker,
  { port: wanted, host, token }: OtlpGrpcOptions,
): Promise<OtlpGrpcServer> {
  // What goes wrong is told by errors; the library would write it to stderr as well.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': GRPC_MESSAGE_BYTES_MAX,
    // A second server on the port shall fail, not share its calls.
    'grpc.so_reuseport': 0,
  });
  for (const signal of OTLP_SIGNALS) {
    server.addService(serviceOf(signal), { Export: exportHandler(taker, signal, token) });
  }
  // An IPv6 address stands in brackets before a port.
  const address = `${host.includes(':') ? `[${host}]` : host}:${wanted}`;
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(new Error(`OTLP gRPC cannot listen on ${address}: ${error.message}`));
      else resolve(bound);
    });
  });
  return { port, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, CLOSE_GRACE_MS);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Bytes in, bytes out: what a request holds is the taker's to read. */
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
  taker: OtlpTaker,
  signal: OtlpSignal,
  token: string | undefined,
): handleUnaryCall<Buffer, Buffer> {
  return (call, callback) => {
    const [authorization] = call.metadata.get('authorization');
    if (!isAuthorized(authorization?.toString(), token)) {
      taker.refuse('otlp-grpc', signal, 'wrong_token');
      const details = 'send the token of this stack as "authorization: Bearer <token>"';
      callback({ code: status.UNAUTHENTICATED, details });
      return;
    }
    let answer: Buffer;
    try {
      const { rejected, message } = taker.take('otlp-grpc', signal, call.request);
      answer = exportResponse(rejected, message);
    } catch (error) {
      const code = error instanceof WireError ? status.INVALID_ARGUMENT : status.INTERNAL;
      callback({ code, details: (error as Error).message });
      return;
    }
    callback(null, answer);
  };
}
