import { REDACTED } from '../contract/index.ts';
import type { ErrorKey, WarningKey } from './codes.ts';
import { describeValue, safeUrl } from './display.ts';
import { type ConfigWarning, SightlineConfigError, warning } from './errors.ts';
import type { Kind } from './kinds.ts';
import type { Row } from './row.ts';

/** A value and where it came from: `code`, `default`, or the name of a variable or file. */
export interface Found<T> {
  readonly value: T;
  readonly source: string;
}

/** An option that was set, in the form in which it may be shown. */
export interface GivenOption {
  readonly option: string;
  readonly value: string;
  readonly source: string;
}

/** Reads single options from code and environment; collects sources and warnings. */
export class Reader {
  readonly warnings: ConfigWarning[] = [];
  readonly sources: Record<string, string> = {};
  readonly given: GivenOption[] = [];
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #env: NodeJS.ProcessEnv;
  /** A general variable serves three signals; it is parsed, and complained about, once. */
  readonly #parsed = new Map<string, Found<unknown> | undefined>();

  constructor(options: object, env: NodeJS.ProcessEnv) {
    this.#options = options as Readonly<Record<string, unknown>>;
    this.#env = env;
  }

  /** Value of a variable; an empty one counts as unset, as OpenTelemetry specifies. */
  raw(name: string): string | undefined {
    const text = this.#env[name]?.trim();
    return text === '' ? undefined : text;
  }

  /** The option as given in code. Throws if it is given and wrong. */
  code<T>(row: Row<T>): Found<T> | undefined {
    const given = this.#lookup(row.option);
    if (given === undefined) return undefined;
    const value = row.kind.fromCode(given);
    if (value === undefined) throw this.invalid(row, given, row.kind.error, row.kind.allowed);
    return { value, source: 'code' };
  }

  /** The option as given by its first variable. Warns if it is given and wrong. */
  environment<T>(row: Row<T>): Found<T> | undefined {
    const name = row.variables[0];
    return name === undefined ? undefined : this.variable(name, row.kind, row);
  }

  /** A variable, read with the given kind; `row` says whether and how its value is shown. */
  variable<T>(name: string, kind: Kind<T>, row: Row<unknown>): Found<T> | undefined {
    if (this.#parsed.has(name)) return this.#parsed.get(name) as Found<T> | undefined;
    const text = this.raw(name);
    const value = text === undefined ? undefined : kind.fromText(text);
    const found = value === undefined ? undefined : { value, source: name };
    this.#parsed.set(name, found);
    if (text !== undefined && found === undefined) {
      this.warn(
        'ENV_INVALID',
        `${name} is ${show(row, text)} and therefore ignored; allowed: ${kind.allowed}; ` +
          `default: ${defaultText(row)}. Correct the variable or unset it.`,
      );
    }
    return found;
  }

  /** Code beats environment beats default; notes the source. */
  read<T, F extends T | undefined>(row: Row<T, F>): T | F {
    const found = this.first(row);
    this.note(row, found);
    return found === undefined ? row.fallback : found.value;
  }

  /** The first of several rows that is given: all of them in code, then in the environment. */
  first<T>(...rows: readonly Row<T>[]): Found<T> | undefined {
    const code = rows.map((row) => this.code(row)).find((found) => found !== undefined);
    // The environment is read in any case, so that a wrong variable is always reported.
    const environment = rows
      .map((row) => this.environment(row))
      .find((found) => found !== undefined);
    return code ?? environment;
  }

  /** Records where an option came from; `undefined` = its default. */
  note(row: Row<unknown>, found: Found<unknown> | undefined): void {
    this.sources[row.option] = found?.source ?? 'default';
    if (found === undefined || found.source === 'default') return;
    const printed = row.mayBeLogged ? row.kind.print?.(found.value) : undefined;
    const value = printed ?? show(row, found.value);
    this.given.push({ option: row.option, value, source: found.source });
  }

  /** One cause that touches several signals is one warning. */
  warn(key: WarningKey, message: string): void {
    if (this.warnings.some((known) => known.message === message)) return;
    this.warnings.push(warning(key, message));
  }

  invalid(
    row: Row<unknown>,
    value: unknown,
    key: ErrorKey,
    allowed: string,
    fix = `Set ${row.option} to ${row.example} for example, or leave it out for the default ` +
      `(${defaultText(row)}).`,
  ): SightlineConfigError {
    const shown = show(row, value);
    const problem = { option: row.option, shown, allowed, fix };
    const printable = row.mayBeLogged && row.url !== true;
    return new SightlineConfigError(key, printable ? { ...problem, value } : problem);
  }

  #lookup(option: string): unknown {
    const [first = '', second] = option.split('.');
    const outer = this.#options[first];
    if (second === undefined || outer === undefined) return outer;
    return (outer as Readonly<Record<string, unknown>>)[second];
  }
}

/** The value as start line and messages may show it. */
export function show(row: Row<unknown>, value: unknown): string {
  if (!row.mayBeLogged) return REDACTED;
  if (row.url === true) {
    const safe = typeof value === 'string' ? safeUrl(value) : undefined;
    return safe === undefined ? REDACTED : describeValue(safe);
  }
  return describeValue(value);
}

/** The default in words, as messages and reference page say it. */
export function defaultText(row: Row<unknown>): string {
  return row.defaultText ?? valueText(row.fallback);
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'string' ? `\`${value}\`` : String(value);
}
