import type { EsModulePatch, LibraryAdapter, ModulePatch } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import { observeHandler, type Handler, type Route } from './hono-handler.ts';

type Add = (this: unknown, method: unknown, path: unknown, handler: unknown) => unknown;
type Router = { prototype?: object };

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
    patch: (exports: Record<string, Router>) => patchRouter(exports[name]),
  })),
  esModules: ROUTERS.map(([folder, name]): EsModulePatch => ({
    file: `dist/router/${folder}/router.js`,
    bindings: [name],
    patch: (bindings: Record<string, Router>) => patchRouter(bindings[name]),
  })),
};

/** Hono gives its routers pairs of a handler and what is known of its route, prefixes included. */
function patchRouter(router: Router | undefined): boolean {
  return wrapMethod(router?.prototype, 'add', (original: Add) => {
    return function add(this: unknown, method, path, handler) {
      return Reflect.apply(original, this, [method, path, observed(handler)]);
    };
  });
}

function observed(handler: unknown): unknown {
  if (!Array.isArray(handler)) return handler;
  const [given, route, ...rest] = handler as [Handler, Route, ...unknown[]];
  if (typeof given !== 'function' || typeof route?.path !== 'string') return handler;
  return [observeHandler(given, route), route, ...rest];
}
