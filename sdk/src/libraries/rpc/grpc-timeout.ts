const TIMEOUT = /^(\d{1,8})([HMSmun])$/;
const UNIT_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
};
/** The caller's clock started a little earlier than ours. */
const EARLIER_PART = 0.1;
const EARLIER_MAX_MS = 50;

/**
 * Whether a call ended because its time was over. The caller then closes the stream, most often
 * just before the server's own timer fires; without this it would look as if the caller had changed
 * its mind.
 */
export function isOverdue(timeout: string | undefined, elapsedMs: number): boolean {
  const [, count, unit = ''] = TIMEOUT.exec(timeout ?? '') ?? [];
  if (count === undefined) return false;
  const givenMs = Number(count) * (UNIT_MS[unit] ?? 0);
  return elapsedMs >= givenMs - Math.min(givenMs * EARLIER_PART, EARLIER_MAX_MS);
}
