import { patternFromRegExp, type CompiledPath } from './express4-pattern.ts';

/** The parts of an Express 4 or 5 router that routes are read from. */
export interface Layer {
  readonly route?: Route;
  readonly handle: LayerHandle;
  /** Router 2.3 and later keep the pattern as written. */
  readonly rawPath?: PathPattern;
  /** Express 4 keeps only the compiled expression and its keys. */
  readonly regexp?: CompiledPath;
  readonly keys?: readonly { name: string | number }[];
  match(path: string): unknown;
  handleError?: unknown;
  handle_error?: unknown;
}

export interface LayerHandle {
  readonly stack?: readonly Layer[];
  readonly router?: { stack?: readonly Layer[] };
  readonly _router?: { stack?: readonly Layer[] };
}

export interface Route {
  readonly path: PathPattern;
  readonly methods?: Readonly<Record<string, boolean>>;
}

export type PathPattern = string | RegExp | readonly PathPattern[];

/** How deep routers may nest before a search gives up. */
const MAX_DEPTH = 20;

/** The layers of a router or application; undefined for everything else. */
export function stackOf(handle: LayerHandle): readonly Layer[] | undefined {
  const stack = handle.stack ?? routerOf(handle)?.stack;
  return Array.isArray(stack) ? (stack as readonly Layer[]) : undefined;
}

/**
 * The router of an application. Express 4 has a `router` too, but one that throws when it is read.
 */
export function routerOf(handle: LayerHandle): { stack?: readonly Layer[] } | undefined {
  if (handle._router !== undefined) return handle._router;
  try {
    return handle.router;
  } catch {
    return undefined;
  }
}

/** All chains of mounts that lead from a router to a route, outermost first. */
export function chainsTo(stack: readonly Layer[], route: Route, depth = 0): Layer[][] {
  if (depth > MAX_DEPTH) return [];
  const chains: Layer[][] = [];
  for (const layer of stack) {
    if (layer.route === route) {
      chains.push([layer]);
    } else if (layer.route === undefined) {
      const inner = stackOf(layer.handle);
      if (inner === undefined || inner === stack) continue;
      for (const rest of chainsTo(inner, route, depth + 1)) chains.push([layer, ...rest]);
    }
  }
  return chains;
}

/** Every route below a router, as templates; used to make series before the first request. */
export function allRoutes(stack: readonly Layer[], prefix = '', depth = 0): Map<Route, string> {
  const found = new Map<Route, string>();
  if (depth > MAX_DEPTH) return found;
  for (const layer of stack) {
    const pattern = patternOf(layer);
    if (pattern === undefined || Array.isArray(pattern)) continue;
    if (layer.route !== undefined) {
      found.set(layer.route, joinPaths(prefix, pattern as string | RegExp));
      continue;
    }
    const inner = stackOf(layer.handle);
    if (inner === undefined || inner === stack) continue;
    const below = allRoutes(inner, joinPaths(prefix, pattern as string | RegExp), depth + 1);
    for (const [route, template] of below) found.set(route, template);
  }
  return found;
}

/** The pattern of a layer as written, or rebuilt from what Express 4 compiled it to. */
export function patternOf(layer: Layer): PathPattern | undefined {
  if (layer.route !== undefined) return layer.route.path;
  if (layer.rawPath !== undefined) return layer.rawPath;
  return layer.regexp === undefined ? undefined : patternFromRegExp(layer.regexp, layer.keys ?? []);
}

export function joinPaths(prefix: string, pattern: string | RegExp): string {
  const part = typeof pattern === 'string' ? pattern : String(pattern);
  if (part === '' || part === '/') return prefix;
  const left = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return part.startsWith('/') ? left + part : `${left}/${part}`;
}
