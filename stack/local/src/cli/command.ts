import { parseArgs, type ParseArgsConfig } from 'node:util';

/** One verb of `sightline`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Whole help text, with examples. */
  readonly help: string;
  /** Resolves to the exit code. Throws UsageError for bad arguments. */
  run(args: readonly string[]): Promise<number>;
}

/** Arguments that cannot be understood; the message says what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A command that cannot be done now; the message says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads arguments strictly; what is not known is a UsageError. */
export function readArgs<T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`${option} ${text}: a whole number from ${least} to ${most} is expected`);
}
