import { DATASET, OTHER_METHOD, RPC, RPC_METRICS } from '../../contract/index.ts';
import type { OperationKind } from '../../record/index.ts';

export const GRPC = 'grpc';

export const CLIENT_CALL: OperationKind = {
  metric: RPC_METRICS.clientDuration,
  span: 'client',
  status: RPC.status,
};

export const SERVED_CALL: OperationKind = {
  metric: RPC_METRICS.serverDuration,
  span: 'server',
  status: RPC.status,
  line: { dataset: DATASET.rpc, logger: 'rpc' },
};

/** Health checks are measured; they have neither line nor span, like those of HTTP. */
export const HEALTH_CHECK: OperationKind = {
  metric: RPC_METRICS.serverDuration,
  span: 'server',
  status: RPC.status,
};

/** By code, as the gRPC protocol numbers them. */
const STATUS_NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

export const STATUS_OK = 'OK';
export const CANCELLED = 'CANCELLED';
export const DEADLINE_EXCEEDED = 'DEADLINE_EXCEEDED';

/** Codes that are the server's failure; the others are correct answers to wrong calls. */
export const SERVER_ERRORS: ReadonlySet<string> = new Set([
  'UNKNOWN',
  DEADLINE_EXCEEDED,
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

/** Codes that the protocol does not know are one value: the other side could send any number. */
export function statusName(code: unknown): string {
  return STATUS_NAMES[Number(code)] ?? OTHER_METHOD;
}

/** `/package.Service/Method` as the conventions write it. */
export function methodName(path: string): string {
  return path.startsWith('/') ? path.slice(1) : path;
}
