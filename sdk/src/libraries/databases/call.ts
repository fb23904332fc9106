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

/** A host of several addresses fails with an error whose code says more than its name. */
function connectErrorType(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^[A-Z0-9_]{3,60}$/.test(code) ? code : errorTypeOf(error);
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
