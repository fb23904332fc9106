import { credentials, status, type ServiceError } from '@grpc/grpc-js';
import { checkRequest } from './contract.ts';
import { SERVICES, type ServiceName } from './definition.ts';

const DEADLINE_MS = 3000;

type Calls = Readonly<Record<string, (request: never) => object>>;
type Client<Known extends Calls> = {
  readonly [Name in keyof Known]: (
    request: Parameters<Known[Name]>[0],
  ) => Promise<ReturnType<Known[Name]>>;
};

/** Calls of a service as functions that give promises, each with a deadline. */
export function clientOf<Known extends { [Name in keyof Known]: (request: never) => object }>(
  service: ServiceName,
  address: string,
): Client<Known & Calls> {
  const client = new SERVICES[service](address, credentials.createInsecure());
  const call = (name: string, path: string) => (request: object) =>
    new Promise((resolve, reject) => {
      checkRequest(path, request);
      const deadline = Date.now() + DEADLINE_MS;
      const done = (error: ServiceError | null, answer: object): void => {
        if (error === null) resolve(answer);
        else reject(error);
      };
      (client as unknown as Record<string, (...args: unknown[]) => void>)[name]?.(
        request,
        { deadline },
        done,
      );
    });
  const methods = Object.entries(SERVICES[service].service);
  return Object.fromEntries(methods.map(([name, { path }]) => [name, call(name, path)])) as never;
}

/** Whether the same call may go well later. */
export function isTransient(error: unknown): boolean {
  const { code } = error as Partial<ServiceError>;
  return code === status.UNAVAILABLE || code === status.DEADLINE_EXCEEDED;
}

/** All items of the inventory, as they come one by one. */
export async function listOf<Message>(address: string): Promise<Message[]> {
  const client = (listers[address] ??= new SERVICES.Inventory(
    address,
    credentials.createInsecure(),
  ));
  const calls = client as unknown as Record<'List', (request: object, options: object) => unknown>;
  const stream = calls.List({}, { deadline: Date.now() + DEADLINE_MS }) as AsyncIterable<Message>;
  const found: Message[] = [];
  for await (const message of stream) found.push(message);
  return found;
}

const listers: Record<string, InstanceType<typeof SERVICES.Inventory>> = {};
