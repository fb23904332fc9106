/** Says whether a member of the answer was asked for; a parent of one that was counts too. */
export type WantsPath = (path: string) => boolean;

/** No filter: the whole answer. */
export const EVERYTHING: WantsPath = () => true;

/**
 * The `filter_path` parameter: dotted patterns with `*` for one name and `**` for any number.
 * Excluding patterns (`-took`) are not honoured; the answer then holds more than was asked for.
 */
export function wantsPath(filterPath: string | null): WantsPath {
  const patterns = (filterPath ?? '').split(',').filter((pattern) => pattern !== '');
  if (patterns.length === 0 || patterns.some((pattern) => pattern.startsWith('-'))) {
    return EVERYTHING;
  }
  const asked = patterns.map((pattern) => pattern.split('.'));
  const known = new Map<string, boolean>();
  return (path) => {
    let wanted = known.get(path);
    if (wanted === undefined) {
      const names = path.split('.');
      wanted = asked.some((pattern) => leadsTo(pattern, names));
      known.set(path, wanted);
    }
    return wanted;
  };
}

/** True when one of the two is the beginning of the other. */
function leadsTo(pattern: readonly string[], names: readonly string[]): boolean {
  for (const [at, name] of names.entries()) {
    const part = pattern[at];
    if (part === undefined || part === '**') return true;
    if (part !== name && !matches(part, name)) return false;
  }
  return true;
}

function matches(part: string, name: string): boolean {
  if (part === '*') return true;
  const [start = '', ...rest] = part.split('*');
  if (rest.length === 0) return false;
  const end = rest.at(-1) ?? '';
  return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
}
