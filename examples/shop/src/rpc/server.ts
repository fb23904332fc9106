import {
  Server,
  ServerCredentials,
  status,
  type ServerUnaryCall,
  type sendUnaryData,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { logger } from 'sightline';
import { checkAnswer } from './contract.ts';
import { SERVICES, type ServiceName } from './definition.ts';

/** An answer that is no success: the caller gets the code and the words. */
export class RpcError extends Error {
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

type Handler = (request: never) => object | Promise<object>;

/** A handler that answers by what it returns or throws; the proto has what it returns. */
export function unary(handler: Handler): UntypedHandleCall {
  return (async (call: ServerUnaryCall<never, object>, answer: sendUnaryData<object>) => {
    try {
      answer(null, checkAnswer(call.getPath(), await handler(call.request)));
    } catch (error) {
      if (!(error instanceof RpcError)) logger.error({ err: error }, 'call failed');
      const code = error instanceof RpcError ? error.code : status.INTERNAL;
      answer({ code, message: (error as Error).message });
    }
  }) as unknown as UntypedHandleCall;
}

/** Serves on loopback; resolves to the address. */
export function serve(
  service: ServiceName,
  handlers: Readonly<Record<string, UntypedHandleCall>>,
  port: number,
): Promise<string> {
  const server = new Server();
  server.addService(SERVICES[service].service, { ...handlers });
  return new Promise((resolve, reject) => {
    const insecure = ServerCredentials.createInsecure();
    server.bindAsync(`127.0.0.1:${port}`, insecure, (error, bound) => {
      if (error === null) resolve(`127.0.0.1:${bound}`);
      else reject(error);
    });
  });
}
