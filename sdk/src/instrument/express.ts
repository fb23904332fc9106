import type { IncomingMessage, Server } from 'node:http';

import {
  allRoutes,
  chainsTo,
  joinPaths,
  patternOf,
  stackOf,
  type Layer,
  type LayerHandle,
  type PathPattern,
  type Route,
} from './express-routes.ts';
import type { RequestRecord } from '../record/index.ts';

/** An Express application as far as routes are concerned. */
interface App extends LayerHandle {
  readonly mountpath?: PathPattern;
  readonly parent?: App;
}

type ExpressRequest = IncomingMessage & {
  route?: Route;
  app?: App;
  originalUrl?: string;
  baseUrl?: string;
  params?: Record<string, string>;
};

/** Templates of routes that can be reached in one way only. */
const templates = new WeakMap<Route, string>();

/**
 * The route template of a request that Express handled: the patterns of all routers on the way,
 * joined, exactly as they were written. Works on any Express 4 or 5 application, however it was
 * loaded, because it reads what Express itself leaves on the request and in its routers.
 */
export function expressRoute(record: RequestRecord): string | undefined {
  const req = record.request as ExpressRequest;
  const { route } = req;
  if (record.unrouted) return undefined;
  if (route === undefined || typeof route !== 'object' || route === null) return undefined;
  return templates.get(route) ?? resolve(req, route, record.target);
}

function resolve(req: ExpressRequest, route: Route, target: string): string | undefined {
  if (!('path' in route)) return undefined;
  const path = pathOf(target);
  for (const { stack, prefix } of rootsOf(req, path)) {
    const chains = chainsTo(stack, route);
    if (chains.length === 0) continue;
    const [only] = chains;
    if (chains.length === 1 && only !== undefined && isFixed(only) && prefix.fixed) {
      const template = only.reduce((left, layer) => joinLayer(left, layer), prefix.path) || '/';
      templates.set(route, template);
      return template;
    }
    for (const chain of chains) {
      const matched = matchChain(chain, path.slice(prefix.matchedLength));
      if (matched !== undefined) return joinPaths(prefix.path, matched) || '/';
    }
  }
  // A router that was called by hand stands in no tree: its own pattern is all that is certain.
  return typeof route.path === 'string' ? route.path : undefined;
}

function joinLayer(left: string, layer: Layer): string {
  return joinPaths(left, patternOf(layer) as string | RegExp);
}

function isFixed(chain: readonly Layer[]): boolean {
  return chain.every((layer) => {
    const pattern = patternOf(layer);
    return typeof pattern === 'string' || pattern instanceof RegExp;
  });
}

interface Prefix {
  readonly path: string;
  readonly fixed: boolean;
  readonly matchedLength: number;
}

/**
 * Where to search: the applications that listen on the server, then the one that holds the request.
 */
function* rootsOf(
  req: ExpressRequest,
  path: string,
): Generator<{ stack: readonly Layer[]; prefix: Prefix }> {
  const none: Prefix = { path: '', fixed: true, matchedLength: 0 };
  const server = (req.socket as { server?: Server } | undefined)?.server;
  for (const listener of server?.listeners('request') ?? []) {
    const stack = stackOf(listener as unknown as LayerHandle);
    if (stack !== undefined) yield { stack, prefix: none };
  }
  for (let app = req.app; app !== undefined; app = app.parent) {
    const stack = stackOf(app);
    if (stack !== undefined) yield { stack, prefix: mountPrefix(app, path) };
  }
}

/** Where a sub-application is mounted: Express keeps the pattern of each mount. */
function mountPrefix(app: App, path: string): Prefix {
  const mounts: PathPattern[] = [];
  for (let at: App | undefined = app; at?.parent !== undefined; at = at.parent) {
    if (at.mountpath !== undefined) mounts.unshift(at.mountpath);
  }
  let prefix = '';
  let fixed = true;
  for (const mount of mounts) {
    if (typeof mount !== 'string') fixed = false;
    prefix = joinPaths(prefix, typeof mount === 'string' ? mount : String(mount));
  }
  const segments = prefix.split('/').length - 1;
  const matched = path
    .split('/')
    .slice(0, segments + 1)
    .join('/');
  return { path: prefix, fixed, matchedLength: matched.length };
}

/** Follows one chain along the path; each layer says which of its patterns matched, and how far. */
function matchChain(chain: readonly Layer[], path: string): string | undefined {
  let template = '';
  let rest = path === '' ? '/' : path;
  for (const layer of chain) {
    const match = matchLayer(layer, rest);
    if (match === undefined) return undefined;
    template = joinPaths(template, match.pattern);
    rest = rest.slice(match.length) || '/';
    if (!rest.startsWith('/')) rest = `/${rest}`;
  }
  return template;
}

function matchLayer(
  layer: Layer,
  path: string,
): { pattern: string | RegExp; length: number } | undefined {
  let result: unknown;
  // Express 4 and routers before 2.3 write what matched onto the layer; put it back as it was.
  const state = layer as { path?: unknown; params?: unknown };
  const { path: keptPath, params: keptParams } = state;
  try {
    result = layer.match(path);
  } catch {
    return undefined;
  }
  if (result === false || result === undefined) return undefined;
  const own = typeof result === 'object' && result !== null ? result : state;
  const { path: matchedPath = '', pattern } = own as { path?: string; pattern?: PathPattern };
  const { params = {} } = own as { params?: Record<string, string> };
  if (own === state) Object.assign(state, { path: keptPath, params: keptParams });
  const known = pattern ?? patternOf(layer);
  const single = typeof known === 'string' || known instanceof RegExp ? known : undefined;
  return { pattern: single ?? withoutValues(matchedPath, params), length: matchedPath.length };
}

/**
 * Last resort, for layers that keep no pattern: the matched path with every parameter's value
 * replaced.
 */
function withoutValues(path: string, params: Record<string, string>): string {
  const segments = path.split('/');
  for (const [name, value] of Object.entries(params)) {
    if (typeof value !== 'string') continue;
    const raw = encodeURIComponent(value);
    for (const [index, segment] of segments.entries()) {
      if (segment === value || segment === raw) segments[index] = `:${name}`;
    }
  }
  return segments.join('/');
}

function pathOf(target: string): string {
  const start = target.startsWith('/') ? 0 : Math.max(0, target.indexOf('/', 8));
  const query = target.indexOf('?', start);
  return query === -1 ? target.slice(start) : target.slice(start, query);
}

/** Methods and templates of all routes of an application that is about to listen. */
export function expressRoutesOf(listener: unknown): { methods: string[]; template: string }[] {
  const stack = typeof listener === 'function' ? stackOf(listener as LayerHandle) : undefined;
  if (stack === undefined) return [];
  return [...allRoutes(stack)].map(([route, template]) => ({
    methods: Object.keys(route.methods ?? {})
      .filter((method) => method !== '_all')
      .map((method) => method.toUpperCase()),
    template: template || '/',
  }));
}
