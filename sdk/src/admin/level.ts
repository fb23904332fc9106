/** What `/loglevel` reads and changes. */
export interface LevelAccess {
  readonly state: object;
  set(level: string, expiresInMs: number | undefined): void;
  /** The same for the other processes of the service. */
  setOthers?(body: string): Promise<unknown>;
}

export interface LevelRequest {
  readonly level: string;
  readonly expiresInMs: number;
}

const EXPIRY_DEFAULT_MS = 10 * 60 * 1000;
const UNITS_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Reads `{"level":"debug","expires":"10m"}`; answers with a sentence when it cannot. */
export function parseLevel(
  body: string,
  levels: readonly string[],
  expiryMaxMs: number,
): LevelRequest | string {
  const allowed = `Send {"level":"debug","expires":"10m"}; levels: ${levels.join(', ')}.`;
  let given: { level?: unknown; expires?: unknown };
  try {
    given = JSON.parse(body) as typeof given;
  } catch {
    return `The body is not JSON. ${allowed}`;
  }
  if (typeof given !== 'object' || given === null) return `The body is no object. ${allowed}`;
  const { level, expires } = given;
  if (typeof level !== 'string' || !levels.includes(level)) {
    return `${JSON.stringify(level)} is not a level. ${allowed}`;
  }
  if (expires === undefined) return { level, expiresInMs: EXPIRY_DEFAULT_MS };
  const match = /^(\d{1,6})(s|m|h)$/.exec(String(expires));
  const expiresInMs =
    match === null ? Number.NaN : Number(match[1]) * (UNITS_MS[match[2] ?? ''] ?? Number.NaN);
  if (!(expiresInMs > 0 && expiresInMs <= expiryMaxMs)) {
    return `${JSON.stringify(expires)} is no time of 1s to 24h. ${allowed}`;
  }
  return { level, expiresInMs };
}
