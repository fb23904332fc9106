import { ERROR_TYPE } from '../contract/index.ts';
import type { Outcome } from '../record/index.ts';

const MAX_TYPE_LENGTH = 100;
const TYPE_FORMAT = /^[A-Za-z_$][\w.$:-]*$/;

/**
 * Class of an error as a label value: its name, or its code when the name says nothing. Anything
 * that is no identifier becomes `_OTHER`, so that messages never turn into label values. Never
 * throws, whatever the application threw.
 */
export function errorTypeOf(error: unknown): string {
  try {
    return readType(error);
  } catch {
    return ERROR_TYPE.other;
  }
}

function readType(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ERROR_TYPE.other;
  const { name, code, constructor } = error as {
    name?: unknown;
    code?: unknown;
    constructor?: { name?: unknown };
  };
  let type: unknown = name;
  if (type === 'Error' || typeof type !== 'string') {
    // A class that does not set the name of its errors still has one itself.
    type = typeof code === 'string' ? code : (constructor?.name ?? type);
  }
  if (typeof type !== 'string' || type.length > MAX_TYPE_LENGTH || !TYPE_FORMAT.test(type)) {
    return ERROR_TYPE.other;
  }
  return type;
}

/** Server view: only 5xx is the server's failure; a 4xx is a correct answer to a wrong question. */
export function serverOutcome(status: number): Outcome {
  return status >= 500 ? 'failure' : 'success';
}

/** `error_type` of a server request that ended with this status. */
export function serverErrorType(status: number, error: unknown): string | undefined {
  if (status < 500) return undefined;
  return error === undefined ? String(status) : errorTypeOf(error);
}
