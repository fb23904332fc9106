import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import type { OtlpSignal } from '../otlp/take.ts';

export interface GrpcExport {
  readonly signal: OtlpSignal;
  readonly body: Buffer;
  readonly metadata?: Metadata;
}

export interface GrpcAnswer {
  readonly code: number;
  readonly details: string;
  readonly body: Buffer;
}

const METHODS: Readonly<Record<OtlpSignal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
};

/** Sends bytes as they are, whatever they are, one after the other over one connection. */
export async function exportOverGrpc(
  port: number,
  calls: readonly GrpcExport[],
  isGzip = false,
): Promise<GrpcAnswer[]> {
  const options = {
    'grpc.max_send_message_length': -1,
    'grpc.default_compression_algorithm': isGzip ? 2 : 0,
  } as const;
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), options);
  const answers: GrpcAnswer[] = [];
  try {
    for (const call of calls) answers.push(await exportOnce(client, call));
  } finally {
    client.close();
  }
  return answers;
}

function exportOnce(client: Client, { signal, body, metadata }: GrpcExport): Promise<GrpcAnswer> {
  const pass = (bytes: Buffer): Buffer => bytes;
  return new Promise((resolve) => {
    const done = (error: ServiceError | null, answer?: Buffer): void => {
      const { code = status.OK, details = '' } = error ?? {};
      resolve({ code, details, body: answer ?? Buffer.alloc(0) });
    };
    client.makeUnaryRequest(METHODS[signal], pass, pass, body, metadata ?? new Metadata(), done);
  });
}
