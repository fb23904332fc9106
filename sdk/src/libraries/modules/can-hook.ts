/** Version of each line of Node, by its major number; newer lines have it from the start. */
const SAFE_FROM: Readonly<Record<number, readonly [minor: number, patch: number]>> = {
  22: [22, 3],
  23: [Infinity, 0],
  24: [11, 1],
  25: [1, 0],
};

/** What the start line tells who has an older one. */
export const HOOKS_SAFE_FROM = '22.22.3, 24.11.1, 25.1';

/**
 * Whether a hook on loading does no harm. With any such hook, even one that does nothing, older
 * versions load CommonJS that is imported by another way, which fails for packages as common as
 * Express and goes past everybody who watches the usual one.
 */
export function canHookLoading(version: string = process.versions.node): boolean {
  const [major = 0, minor = 0, patch = 0] = version
    .split('.')
    .map((part) => Number.parseInt(part, 10));
  const [safeMinor, safePatch] = SAFE_FROM[major] ?? [0, 0];
  return minor > safeMinor || (minor === safeMinor && patch >= safePatch);
}
