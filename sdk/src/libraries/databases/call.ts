import { ATTR, DB, DB_METRICS } from '../../contract/index.ts';
import { errorTypeOf } from '../../instrument/index.ts';
import type { OperationKind } from '../../record/index.ts';

/** A call to a database or cache. */
export const DB_CALL: OperationKind = {
  metric: DB_METRICS.duration,
  span: 'client',
  status: DB.status,
};

/** Where a connection leads. */
export interface Place {
  readonly system: string;
  readonly namespace?: string | undefined;
  readonly address: string | undefined;
  readonly port: number | undefined;
}

export function placeAttributes({ system, namespace, address, port }: Place) {
  return {
    [DB.system]: system,
    [DB.namespace]: namespace,
    [ATTR.serverAddress]: address,
    [ATTR.serverPort]: port,
  };
}

/** Clients of databases make classes of their errors and leave the name as it was. */
export function errorClassOf(error: unknown): string {
  const type = errorTypeOf(error);
  if (type !== 'Error') return type;
  const name: unknown = (error as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' && /^[A-Z]\w{0,60}Error$/.test(name) ? name : type;
}
