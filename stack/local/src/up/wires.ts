import { createServer } from 'node:http';
import {
  otlpHttpHandler,
  startOtlpGrpc,
  type OtlpTaker,
  type RequestHandler,
} from '../ingest/index.ts';
import type { WireAbout } from '../wire/index.ts';
import { choosePort, closeServer, listen } from './listening.ts';
import { StartError, type StackOptions } from './options.ts';
import { USUAL_PORTS } from './ports.ts';

export interface Ports {
  readonly page: number;
  readonly grpc: number;
  readonly http: number;
}

/** Chooses the ports, and opens the wires of OTLP. */
export async function openWires(
  { host, pagePort, otlpGrpcPort, otlpHttpPort }: StackOptions,
  taker: OtlpTaker,
  token: string | undefined,
  ends: (() => unknown)[],
): Promise<{ ports: Ports; otlpHttp: RequestHandler }> {
  const taken = new Set<number>();
  const page = await choosePort(pagePort, USUAL_PORTS.page, host, taken);
  const grpcPort = await choosePort(otlpGrpcPort, USUAL_PORTS.otlpGrpc, host, taken);
  const httpPort = await choosePort(otlpHttpPort, USUAL_PORTS.otlpHttp, host, taken);
  const grpc = await startOtlpGrpc(taker, { port: grpcPort, host, token }).catch(
    (error: unknown) => {
      throw new StartError((error as Error).message, { cause: error });
    },
  );
  ends.push(() => grpc.close());
  const otlpHttp = otlpHttpHandler(taker, { token });
  const server = createServer((req, res) => {
    if (!otlpHttp(req, res)) res.writeHead(404).end();
  });
  const http = await listen(server, httpPort, host, '--otlp-http-port');
  ends.push(() => closeServer(server));
  return { ports: { page, grpc: grpc.port, http }, otlpHttp };
}

/** Addresses as a service on this machine reaches them. */
export function endpointsOf(host: string, ports: Ports): WireAbout['endpoints'] {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  const page = `http://${name}:${ports.page}`;
  return {
    page,
    otlpGrpc: `http://${name}:${ports.grpc}`,
    otlpHttp: `http://${name}:${ports.http}`,
    bulk: page,
  };
}
