import { credentials, status, type ServiceError } from '@grpc/grpc-js';
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
  const call = (name: string) => (request: object) =>
    new Promise((resolve, reject) => {
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
  const names = Object.keys(SERVICES[service].service);
  return Object.fromEntries(names.map((name) => [name, call(name)])) as never;
}

/** Whether the same call may go well later. */
export function isTransient(error: unknown): boolean {
  const { code } = error as Partial<ServiceError>;
  return code === status.UNAVAILABLE || code === status.DEADLINE_EXCEEDED;
}
