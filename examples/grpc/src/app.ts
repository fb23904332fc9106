// The smallest observed gRPC service, and an HTTP service that calls it: both sides of one call.
import 'sightline/register';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { logger } from 'sightline';

const proto = fileURLToPath(new URL('hello.proto', import.meta.url));
const { hello } = grpc.loadPackageDefinition(loadSync(proto)) as unknown as {
  hello: { Greeter: grpc.ServiceClientConstructor };
};
type Call = grpc.ServerUnaryCall<{ name: string }, { text: string }>;

const server = new grpc.Server();
server.addService(hello.Greeter.service, {
  Hello: (call: Call, answer: grpc.sendUnaryData<{ text: string }>) => {
    if (call.request.name === '') answer({ code: grpc.status.INTERNAL, message: 'nobody there' });
    else answer(null, { text: `hello ${call.request.name}` });
  },
});
const bound = await new Promise<number>((resolve) => {
  const insecure = grpc.ServerCredentials.createInsecure();
  server.bindAsync('127.0.0.1:0', insecure, (_error, at) => resolve(at));
});
const greeter = new hello.Greeter(`127.0.0.1:${bound}`, grpc.credentials.createInsecure());

const front = createServer((request, response) => {
  const name = request.url?.split('/')[2] ?? '';
  const ask = greeter['Hello'] as (
    of: object,
    done: (error: unknown, answer: object) => void,
  ) => void;
  ask.call(greeter, { name }, (error, answer) => {
    response.writeHead(error === null ? 200 : 502).end(JSON.stringify(answer ?? {}));
  });
});
const port = Number(process.env['PORT'] ?? 3000);
front.listen(port, '127.0.0.1', () => logger.info(`listening on http://127.0.0.1:${port}`));
