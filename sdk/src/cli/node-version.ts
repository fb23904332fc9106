/** The oldest Node that is supported, as `engines` in package.json says. */
const OLDEST = [22, 15] as const;

/** Why this Node cannot run the command; undefined when it can. */
export function nodeIsTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `sightline needs Node ${OLDEST.join('.')} or newer; this is Node ${version}.`;
}
