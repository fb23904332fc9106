import { ATTR, DB, DB_METRICS } from '../../contract/index.ts';
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
