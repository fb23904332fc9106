import { REDACTED } from '../contract/index.ts';
import { ERROR_CODES, type ErrorKey, WARNING_CODES, type WarningKey } from './codes.ts';

/** What is wrong with one option, before it becomes an error or a warning. */
export interface ConfigProblem {
  /** Option path, for example `slo.latency`. */
  readonly option: string;
  /** The value as it may be shown: already redacted or stripped where needed. */
  readonly shown: string;
  /** The value itself, if it may be logged. */
  readonly value?: unknown;
  /** What would have been right, as the end of the sentence "allowed: ...". */
  readonly allowed: string;
  /** What to do, as a sentence. */
  readonly fix: string;
}

/**
 * An option given in code is wrong. Only `init()` throws it, before anything was started.
 * `code` is stable; the message names the value, what is allowed and the fix.
 */
export class SightlineConfigError extends Error {
  override readonly name = 'SightlineConfigError';
  /** For example `SIGHTLINE_CONFIG_INVALID_PORT`; docs/errors.md lists all. */
  readonly code: string;
  /** Path of the option, for example `slo.latency`. */
  readonly option: string;
  /** The offending value, or `[REDACTED]` if the option may hold a secret. */
  readonly value: unknown;
  readonly allowed: string;
  readonly fix: string;

  constructor(key: ErrorKey, problem: ConfigProblem) {
    const { option, shown, allowed, fix } = problem;
    const { code } = ERROR_CODES[key];
    super(`${code}: option ${option} is ${shown}; allowed: ${allowed}. ${fix}`);
    this.code = code;
    this.option = option;
    this.value = 'value' in problem ? problem.value : REDACTED;
    this.allowed = allowed;
    this.fix = fix;
  }
}

/** A cause for one warning line; the service runs on. */
export interface ConfigWarning {
  readonly code: string;
  readonly message: string;
}

/** Builds a warning; the message is shown together with its code. */
export function warning(key: WarningKey, message: string): ConfigWarning {
  return { code: WARNING_CODES[key].code, message };
}
