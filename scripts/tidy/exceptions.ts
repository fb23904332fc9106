/** A place where a rule does not hold, and why. Removed as soon as the rule holds there. */
export interface Exception {
  /** What is excepted: a path, or a path and a name. */
  readonly what: string;
  readonly reason: string;
}

export interface Finding {
  /** What an exception has to name. */
  readonly what: string;
  /** What is wrong, for the reader. */
  readonly problem: string;
}

/**
 * What is left to fix: findings that no exception names, exceptions that nothing needs any more,
 * and exceptions without a reason.
 */
export function withExceptions(
  findings: readonly Finding[],
  exceptions: readonly Exception[],
): string[] {
  const excepted = new Set(exceptions.map(({ what }) => what));
  const found = new Set(findings.map(({ what }) => what));
  return [
    ...findings.filter(({ what }) => !excepted.has(what)).map(({ problem }) => problem),
    ...exceptions
      .filter(({ what }) => !found.has(what))
      .map(({ what }) => `${what}: stale exception, the rule holds here`),
    ...exceptions
      .filter(({ reason }) => reason.trim().length < 10)
      .map(({ what }) => `${what}: exception without a reason`),
  ];
}
