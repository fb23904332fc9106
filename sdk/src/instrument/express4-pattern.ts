/** What Express 4 compiles a path to. */
export type CompiledPath = RegExp & { readonly fast_slash?: boolean; readonly fast_star?: boolean };

export interface PathKey {
  readonly name: string | number;
}

/** How path-to-regexp 0.1 ends the expression of a mount. */
const MOUNT_END = '\\/?(?=\\/|$)';

/**
 * Rebuilds the path that a mount was written with: `/^\/api(?:\/([^/]+?))\/?(?=\/|$)/i` with the
 * key `tenant` was `/api/:tenant`. An expression that the application wrote itself is given back as
 * it is; undefined = several paths in one expression, of which only a request can tell which one it
 * took.
 */
export function patternFromRegExp(
  compiled: CompiledPath,
  keys: readonly PathKey[],
): string | RegExp | undefined {
  if (compiled.fast_slash === true) return '';
  if (compiled.fast_star === true) return '*';
  const { source } = compiled;
  if (source.includes('|^')) return undefined;
  if (!source.startsWith('^') || !source.endsWith(MOUNT_END)) return compiled;
  const body = source.slice(1, -MOUNT_END.length);
  let path = '';
  let key = 0;
  for (let at = 0; at < body.length; at += 1) {
    const character = body.charAt(at);
    if (character === '\\') {
      at += 1;
      path += body.charAt(at);
    } else if (character === '(') {
      const end = closingParenthesis(body, at);
      if (end === -1 || keys[key] === undefined) return compiled;
      path += parameter(body.slice(at + 1, end), keys[key] as PathKey);
      key += 1;
      at = end;
      if (body.charAt(at + 1) === '?') {
        path += '?';
        at += 1;
      }
    } else {
      path += character;
    }
  }
  return path;
}

/** `?:\/([^/]+?)` is a parameter with its slash in front; `.*` was a star. */
function parameter(group: string, key: PathKey): string {
  const slash = group.startsWith('?:\\/') ? '/' : '';
  return typeof key.name === 'number' ? `${slash}*` : `${slash}:${key.name}`;
}

function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
