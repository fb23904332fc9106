import { ATTR, DB, DB_METRICS } from '../../contract/index.ts';
import { errorTypeOf } from '../../instrument/index.ts';
import type { Measures, OperationKind } from '../../record/index.ts';

/** A call to a database or cache. */
export const DB_CALL: OperationKind = {
  metric: DB_METRICS.duration,
  span: 'client',
  isDetail: true,
  status: DB.status,
};

/** A call that waits on purpose: a span shows where the time went, its duration means nothing. */
export const DB_WAIT: OperationKind = { metric: undefined, span: 'client', status: DB.status };

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

/** A host of several addresses fails with an error whose code says more than its name. */
function connectErrorType(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^[A-Z0-9_]{3,60}$/.test(code) ? code : errorClassOf(error);
}

/** A connection could not be opened, or was lost. */
export function countConnectionFailure(
  measures: Measures,
  place: Place,
  error: unknown,
  errorType = connectErrorType(error),
): void {
  measures.count(DB_METRICS.connectionFailures, {
    ...placeAttributes(place),
    [ATTR.errorType]: errorType,
  });
}
