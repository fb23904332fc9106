import type { EsModulePatch, Kit, LibraryAdapter, ModulePatch } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import {
  isMiddleware,
  isObserved,
  observeHandler,
  type Handler,
  type Route,
} from './hono-handler.ts';

type Match = (this: object, ...args: unknown[]) => unknown;
type Add = (this: object, method: unknown, path: unknown, handler: unknown) => unknown;
type Router = { prototype?: object };

const ROUTES_MAX = 500;

/** File and class of each router that an application of Hono may use. */
const ROUTERS: readonly (readonly [string, string])[] = [
  ['smart-router', 'SmartRouter'],
  ['reg-exp-router', 'RegExpRouter'],
  ['trie-router', 'TrieRouter'],
  ['linear-router', 'LinearRouter'],
  ['pattern-router', 'PatternRouter'],
];

export const hono: LibraryAdapter = {
  name: 'hono',
  from: 4,
  way: 'esm',
  gives: 'server requests with route templates, thrown errors, on @hono/node-server',
  modules: ROUTERS.map(([folder, name]): ModulePatch => ({
    file: `dist/cjs/router/${folder}/router`,
    patch: (exports: Record<string, Router>, kit) => patchRouter(exports[name], kit),
  })),
  esModules: ROUTERS.map(([folder, name]): EsModulePatch => ({
    file: `dist/router/${folder}/router.js`,
    bindings: [name],
    patch: (bindings: Record<string, Router>, kit) => patchRouter(bindings[name], kit),
  })),
};

/** Routes of routers that have not been asked for one yet. */
const undeclared = new WeakMap<object, Route[]>();

/** Hono gives its routers pairs of a handler and what is known of its route, prefixes included. */
function patchRouter(router: Router | undefined, kit: Kit): boolean {
  // Parts of an application have routers as well; that of the whole is the one that is asked.
  wrapMethod(router?.prototype, 'match', (original: Match) => {
    return function match(this: object, ...args: unknown[]) {
      const routes = undeclared.get(this);
      if (routes !== undefined) declareAll(this, routes, kit);
      return Reflect.apply(original, this, args);
    };
  });
  return wrapMethod(router?.prototype, 'add', (original: Add) => {
    return function add(this: object, method, path, handler) {
      const pair = pairOf(handler);
      if (pair === undefined) return Reflect.apply(original, this, [method, path, handler]);
      const [given, route, ...rest] = pair;
      if (!isMiddleware(given, route)) remember(this, route);
      return Reflect.apply(original, this, [
        method,
        path,
        [observeHandler(given, route), route, ...rest],
      ]);
    };
  });
}

type Pair = [Handler, Route, ...unknown[]];

function pairOf(handler: unknown): Pair | undefined {
  if (!Array.isArray(handler)) return undefined;
  const [given, route] = handler as Pair;
  const isPair = typeof given === 'function' && typeof route?.path === 'string';
  // Routers hand routes to other routers.
  return isPair && !isObserved(given) ? (handler as Pair) : undefined;
}

function remember(router: object, route: Route): void {
  const routes = undeclared.get(router);
  if (routes === undefined) undeclared.set(router, [route]);
  else if (routes.length < ROUTES_MAX) routes.push(route);
}

function declareAll(router: object, routes: readonly Route[], { declareRoute }: Kit): void {
  undeclared.delete(router);
  for (const { method, path } of routes) declareRoute([method], path);
}
