const MAX_CAUSES = 5;
const MAX_AGGREGATED = 3;
const MAX_STACK_LENGTH = 16_384;

/** An error as the ECS `error` object. */
export interface EcsError {
  readonly type: string;
  readonly message: string;
  readonly stack_trace: string;
}

export function isError(value: unknown): value is Error {
  if (value instanceof Error) return true;
  // Errors of other realms (vm contexts, workers) fail `instanceof`.
  return Object.prototype.toString.call(value) === '[object Error]';
}

/** Type, message and stack of anything that was thrown, its causes appended to the stack. */
export function ecsError(thrown: unknown): EcsError {
  if (!isError(thrown)) {
    return { type: typeof thrown, message: safeString(thrown), stack_trace: '' };
  }
  return {
    type: typeName(thrown),
    message: safeString(thrown.message),
    stack_trace: stackWithCauses(thrown).slice(0, MAX_STACK_LENGTH),
  };
}

function typeName(error: Error): string {
  const { name } = error;
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name;
  return error.constructor?.name || 'Error';
}

function stackWithCauses(error: Error): string {
  let text = stackOf(error);
  const seen = new Set<unknown>([error]);
  let { cause } = error;
  for (let depth = 0; cause !== undefined && cause !== null && depth < MAX_CAUSES; depth += 1) {
    if (seen.has(cause)) break;
    seen.add(cause);
    text += `\nCaused by: ${isError(cause) ? stackOf(cause) : safeString(cause)}`;
    cause = isError(cause) ? cause.cause : undefined;
  }
  if (Array.isArray((error as AggregateError).errors)) {
    for (const inner of (error as AggregateError).errors.slice(0, MAX_AGGREGATED)) {
      text += `\nAggregated: ${isError(inner) ? stackOf(inner) : safeString(inner)}`;
    }
  }
  return text;
}

function stackOf(error: Error): string {
  return typeof error.stack === 'string' ? error.stack : `${error.name}: ${error.message}`;
}

function safeString(value: unknown): string {
  try {
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  } catch {
    return '[unserializable]';
  }
}
