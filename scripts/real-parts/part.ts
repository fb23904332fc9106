import { isMissing, type Missing } from './cache.ts';

/** Says that a part cannot be had here, from the depth of its preparation. */
class CannotPrepare extends Error {}

/** For preparations: a step that is missing something ends them. */
export function present<Value extends object>(value: Value | Missing): Value {
  if (isMissing(value)) throw new CannotPrepare(value.missing);
  return value;
}

/** Turns whatever goes wrong in a preparation into the reason why the part is missing. */
export async function orMissing<Part extends object>(
  name: string,
  prepare: () => Promise<Part>,
): Promise<Part | Missing> {
  try {
    return await prepare();
  } catch (error) {
    return { missing: `${name}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The part, or why a test without it is skipped. In CI a part that is missing is a failure. */
export function orSkip<Part extends object>(part: Part | Missing): Part | Missing {
  const isCi = process.env['CI'] !== undefined && process.env['CI'] !== '';
  if (isMissing(part) && isCi) throw new Error(`cannot be prepared: ${part.missing}`);
  return part;
}
